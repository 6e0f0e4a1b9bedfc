package import BenchCore
import Models

extension Checkpoint {
  /// The size of the model that the tensors belong to.
  ///
  /// Everything but the heads and the image size follows from shapes. Heads come from the run's specification or from
  /// `config.json`, else there are 64 numbers per head, as in all of OpenAI's models. The image size comes from the
  /// same places, else the patches form a square or the 3:1 of person images (as 24 x 8); any other number needs
  /// `imageHeight` and `imageWidth`.
  ///
  /// - Parameters:
  ///   - imageHeight: Another height in pixels than the checkpoint's; loading resizes the position embedding.
  ///   - imageWidth: Another width in pixels.
  ///   - visionHeads: The heads of the image transformer, where they cannot be known.
  ///   - textHeads: The heads of the text transformer.
  /// - Throws: `CheckpointFailure.notCLIP` naming the tensor that is missing or odd.
  package func inferredModel(
    imageHeight: Int? = nil, imageWidth: Int? = nil, visionHeads: Int? = nil, textHeads: Int? = nil
  ) throws -> ModelSpec {
    let prefix = try chosenPrefix()
    func shape(_ name: String, rank: Int) throws -> [Int] {
      guard let tensor = self[prefix + name] else { throw failure(.notCLIP("there is no \(prefix)\(name)")) }
      guard tensor.shape.count == rank, tensor.shape.allSatisfy({ $0 > 0 }) else {
        throw failure(.notCLIP("\(prefix)\(name) has shape \(tensor.shape)"))
      }
      return tensor.shape
    }
    let patches = try shape("visual.conv1.weight", rank: 4)
    guard patches[1] == 3 else { throw failure(.notCLIP("visual.conv1.weight has shape \(patches)")) }
    let textPositions = try shape("positional_embedding", rank: 2)
    let vocabulary = try shape("token_embedding.weight", rank: 2)
    let projection = try shape("text_projection", rank: 2)
    let grid = try grid(rowCount: shape("visual.positional_embedding", rank: 2)[0], imageHeight, imageWidth, patches)
    let known = runSpec?.setup?.model
    var spec = ModelSpec(
      imageHeight: imageHeight ?? grid.rows * patches[2], imageWidth: imageWidth ?? grid.columns * patches[3],
      patchHeight: patches[2], patchWidth: patches[3],
      visionWidth: patches[0], visionLayers: layerCount("\(prefix)visual.transformer."),
      visionHeads: try visionHeads ?? known?.visionHeads ?? configuration?.visionHeads ?? imageHeads(width: patches[0]),
      textWidth: textPositions[1], textLayers: layerCount("\(prefix)transformer."),
      textHeads: try textHeads ?? known?.textHeads ?? configuration?.textHeads ?? heads(width: textPositions[1]),
      contextLength: textPositions[0], vocabularySize: vocabulary[0], embeddingWidth: projection[1])
    spec.activation = activation.activation
    do {
      try spec.validate()
    } catch let error as ModelFailure {
      throw failure(.notCLIP(error.problem))
    }
    return spec
  }

  /// The number of training identities of a checkpoint with an identity classifier.
  package var identityCount: Int? { self[headName("classifier.weight")]?.shape.first }

  /// Whether there are RDE's token selection heads, without which its embeddings are others.
  package var selectsTokens: Bool {
    UnplacedTensors.selectionHeads.contains { head in
      let name = headName(head)
      return tensors.contains { $0.name.hasPrefix(name) }
    }
  }

  /// The parts of the model, in words.
  package var parts: [String] {
    var parts: [String] = []
    if backbonePrefix != nil { parts.append("CLIP backbone") }
    if selectsTokens { parts.append("token selection heads (RDE)") }
    if let identityCount { parts.append("classifier of \(identityCount) identities") }
    if let network = try? residualNetwork() { parts.append("ResNet-\(network.depth)") }
    if self[headName("cross_attn.in_proj_weight")] != nil { parts.append("cross-modal encoder (IRRA)") }
    return parts
  }

  /// The name in the file of a parameter beside the backbone, which shares the wrappers of the backbone's.
  func headName(_ name: String) -> String { TensorNames.outer(of: backbonePrefix ?? "") + name }

  /// What CLIP's names come after, in a file that holds one CLIP of OpenAI's kind.
  ///
  /// - Throws: `CheckpointFailure.severalModels` where a person must choose, `notCLIP` with what the model is instead, and
  ///   `object` where one of its tensors is none.
  func chosenPrefix() throws(CheckpointFailure) -> String {
    guard let prefix = backbonePrefix else {
      if models.count > 1 { throw failure(.severalModels(models)) }
      if let lora = tensors.first(where: { $0.name.contains("lora_") }) { throw failure(.unmerged(lora.name)) }
      for (part, words) in Self.otherModels where tensors.contains(where: { $0.name.contains(part) }) {
        throw failure(.notCLIP(words))
      }
      throw failure(.notCLIP("there is no visual.conv1.weight"))
    }
    if let layer = tensors.first(where: { !siblings.contains($0.name) && $0.name.contains(".base_layer.") }) {
      throw failure(.unmerged(layer.name))
    }
    for (part, words) in Self.otherParts {
      let names = ["\(prefix)\(part)", "\(TensorNames.outer(of: prefix))\(part)"]
      if let tensor = tensors.first(where: { tensor in
        !siblings.contains(tensor.name) && names.contains { tensor.name.hasPrefix($0) }
      }) {
        throw failure(.notCLIP("\(tensor.name) is \(words)"))
      }
    }
    let rules = UnplacedTensors(patterns: reading.ignored, prefix: prefix, scope: .whole, isOurs: false)
    if let object = objects.first(where: { rules.pattern(for: $0.name) == nil }) {
      throw failure(.object(object.name, className: object.className))
    }
    return prefix
  }

  /// Names of models without a first layer of OpenAI's image transformer, and what they are.
  private static let otherModels = [
    ("visual.trunk.", "its image model is timm's (visual.trunk), not OpenAI's vision transformer"),
    ("visual.layer1.0.conv1.weight", "a ResNet, not a vision transformer"),
    ("ImageExtract.", "an SSAN, which only this tool's own checkpoints say the sizes of"),
    ("layer1.0.conv1.weight", "a ResNet without a text model, which SSAN starts from: --weights ssan=FILE"),
    ("image_encoder.model.", "a MobileCLIP, not a vision transformer of OpenAI's"),
    ("text_model.embeddings.token_embedding.weight", "there is a text model alone, without images"),
    ("vision_model.encoder.layers.", "there is no vision_model.embeddings.patch_embedding.weight"),
    ("transformer.resblocks.", "there is no visual.conv1.weight"),
  ]

  /// Parts that make a model with OpenAI's names another one, and what they are.
  private static let otherParts = [
    ("visual.attn_pool.", "of an attention pooling (CoCa's and SigLIP's), which this tool does not compute"),
    ("visual.trunk.", "of an image model of timm's"),
    ("vision_model.head.", "of the attention pooling of SigLIP, which is no CLIP"),
    ("positional_embedding_res", "Long-CLIP's second position table, which this tool does not add to the first"),
    ("text.cls_emb", "the class token of CoCa's text model, which is no CLIP"),
    ("cls_emb", "the class token of CoCa's text model, which is no CLIP"),
    ("text_decoder.", "of CoCa's decoder, which is no CLIP"),
    ("text.transformer.embeddings.", "of a text model of Hugging Face's (BERT and others), which is not CLIP's"),
    ("text_model.encoder.layer.", "of a text model like BERT, which is not CLIP's"),
  ]

  func failure(_ reason: CheckpointFailure.Reason) -> CheckpointFailure {
    CheckpointFailure(path: location.path, reason: reason)
  }

  /// Rows and columns of the patches that a position embedding of `rowCount` rows was made for; `nil` if unknowable.
  func storedGrid(rowCount: Int) -> (rows: Int, columns: Int)? {
    let count = rowCount - 1
    guard count > 0 else { return nil }
    if let grid = runSpec?.setup?.model.patchGrid,
      case (count, false) = grid.rows.multipliedReportingOverflow(by: grid.columns)
    {
      return grid
    }
    if let size = configuration?.imageSize,
      let patches = backbonePrefix.flatMap({ self["\($0)visual.conv1.weight"] })?.shape,
      patches.count == 4, patches.allSatisfy({ $0 > 0 })
    {
      let grid = (rows: size[0] / patches[2], columns: size[1] / patches[3])
      if grid.rows * grid.columns == count { return grid }
    }
    for ratio in [1, 3] where count.isMultiple(of: ratio) {
      let columns = Int(Double(count / ratio).squareRoot().rounded())
      if columns * columns * ratio == count { return (ratio * columns, columns) }
    }
    return nil
  }

  private func grid(
    rowCount: Int, _ height: Int?, _ width: Int?, _ patches: [Int]
  ) throws -> (rows: Int, columns: Int) {
    if let height, let width { return (height / patches[2], width / patches[3]) }
    if let grid = storedGrid(rowCount: rowCount) { return grid }
    throw failure(
      .unsupported(
        "its position embedding of \(rowCount - 1) patches is neither a square nor 3:1, so the image size is unknown",
        remedy: "say it, as in --image-size 384x128"))
  }

  /// OpenCLIP's image transformers wider than OpenAI's have 80 to 112 numbers per head.
  private func imageHeads(width: Int) throws -> Int {
    guard width <= 1024 else {
      throw failure(
        .unsupported(
          "the number of heads of an image transformer of width \(width) is not known: OpenAI's are not as wide",
          remedy: "put the model's open_clip_config.json or config.json beside it"))
    }
    return try heads(width: width)
  }

  private func heads(width: Int) throws -> Int {
    guard width >= 64, width.isMultiple(of: 64) else {
      throw failure(
        .unsupported(
          "the number of heads of a transformer of width \(width) is not known: it is no multiple of 64",
          remedy: "put the model's open_clip_config.json or config.json beside it, or use a checkpoint of this tool"))
    }
    return width / 64
  }

  /// The number of blocks of a tower.
  func layerCount(_ prefix: String) -> Int {
    var count = 0
    while self["\(prefix)resblocks.\(count).attn.in_proj_weight"] != nil { count += 1 }
    return count
  }
}
