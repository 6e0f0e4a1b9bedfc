package import BenchCore
package import Checkpoints
package import Datasets
package import Foundation

/// Weights that training starts from: the checkpoint, and the model it asks for.
package struct StartingWeights {
  /// The opened files.
  package let checkpoint: Checkpoint
  /// The architecture of the checkpoint, with the files' checksum.
  package let model: ModelSpec
  /// The same files as those of an IVT, where it starts from them.
  package let imageText: ImageTextWeights?

  /// Opens a checkpoint and infers its model.
  ///
  /// CLIP's own weights, of square images, are used for the papers' 384 x 128; other checkpoints keep their image size.
  ///
  /// - Parameters:
  ///   - family: The network that starts from them; an SSAN takes the image network alone, an IVT a folder.
  ///   - reading: What a file of CLIP's does not say itself.
  ///   - textLength: Another number of tokens than the weights' own; loading resizes the text positions.
  package init(
    file: URL, family: ModelFamily = .clip, reading: WeightsReading = WeightsReading(), imageSize: ImageSize?,
    textLength: Int? = nil
  ) throws {
    if family != .clip {
      imageText = family == .ivt ? try ImageTextWeights(at: file) : nil
      checkpoint = try imageText?.checkpoint ?? Checkpoint.open(file)
      let own = checkpoint.runSpec?.setup?.model
      var model =
        try own.flatMap { $0.family == family ? $0 : nil } ?? imageText?.model ?? checkpoint.residualNetwork().model
      model.imageHeight = imageSize?.height ?? model.imageHeight
      model.imageWidth = imageSize?.width ?? model.imageWidth
      model.contextLength = textLength ?? model.contextLength
      model.initialWeights = try Self.checksum(of: imageText?.files ?? checkpoint.files)
      self.model = model
      return
    }
    imageText = nil
    checkpoint = try Checkpoint.open(file, as: reading)
    var model = try checkpoint.inferredModel(imageHeight: imageSize?.height, imageWidth: imageSize?.width)
    if imageSize == nil, checkpoint.runSpec == nil, RunTokenizer.isCLIP(model) {
      let paper = ModelSpec.paper
      model = try checkpoint.inferredModel(imageHeight: paper.imageHeight, imageWidth: paper.imageWidth)
    }
    model.contextLength = textLength ?? model.contextLength
    model.weightsPrefix = checkpoint.chosenModel
    model.initialWeights = try Self.checksum(of: checkpoint.files)
    self.model = model
  }

  /// Opens a checkpoint that embeds images and captions as it is: the whole network of a run of this tool, or a CLIP.
  package init(
    trained file: URL, reading: WeightsReading = WeightsReading(), imageSize: ImageSize?, textLength: Int? = nil
  ) throws {
    let family = try Checkpoint.open(file, as: reading).runSpec?.setup?.model.family ?? .clip
    try self.init(file: file, family: family, reading: reading, imageSize: imageSize, textLength: textLength)
  }

  /// The words of the tokenizer that a checkpoint of this tool was trained with.
  package var words: WordVocabulary? { stored(WordVocabulary.self) }

  /// The same of an SSAN.
  package var frequentWords: FrequentWords? { stored(FrequentWords.self) }

  private func stored<Words: Decodable>(_ type: Words.Type) -> Words? {
    checkpoint.metadata[RunMetadata.vocabulary].flatMap { try? JSONDecoder().decode(type, from: Data($0.utf8)) }
  }

  /// Whether a planned model is the one that these weights ask for; SSAN's words are those of the captions, and the distance
  /// of IVT's patches is the dataset's.
  package func starts(_ planned: ModelSpec) -> Bool {
    var model = model
    if model.family == .ssan { model.vocabularySize = planned.vocabularySize }
    model.patchStride = planned.patchStride
    return model == planned
  }

  /// What loading will report.
  ///
  /// - Throws: `CheckpointFailure` where training could not start from them.
  package func report() throws -> LoadReport {
    if let imageText { return imageText.openingReport }
    return model.family == .ssan
      ? try checkpoint.residualNetwork().report
      : try checkpoint.backboneReport(model: model, scope: scope)
  }

  /// What a reader of numbers that come from these weights must know, a sentence each.
  ///
  /// - Throws: `CheckpointFailure` where training could not start from them.
  package func warnings() throws -> [String] { try report().cautions }

  /// What training starts from: of pretrained weights all that the method has too, of others CLIP alone.
  package var scope: Checkpoint.Scope { checkpoint.metadata[RunMetadata.pretrained] == nil ? .backbone : .available }

  /// SHA-256 of the files' contents, one after the other.
  private static func checksum(of files: [URL]) throws -> String {
    var digest = ContentDigest()
    for file in files { try digest.update(contentsOf: file) }
    return digest.hexadecimal
  }
}
