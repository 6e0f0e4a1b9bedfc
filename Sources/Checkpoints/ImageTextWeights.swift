package import BenchCore
package import Foundation
package import Models
import Torch

/// The weights that an IVT starts from: timm's vision transformer with BERT's embeddings and perceptrons, in two files of
/// one folder, or a checkpoint of the official code in one.
///
/// Images have the perceptrons of the vision transformer and captions those of BERT; attention and normalisation are the
/// vision transformer's. Source: IVT `model/backbones/vit_vl.py`, `load_param_hybrid`.
package struct ImageTextWeights {
  private static let imageMarker = "patch_embed.proj.weight"
  private static let wordMarker = "embeddings.word_embeddings.weight"
  private static let types: Set = ["bin", "pt", "pth", "safetensors"]

  /// A checkpoint, and what its names begin with.
  private struct Part {
    let checkpoint: Checkpoint
    let prefix: String

    /// The checkpoint among some that has a tensor.
    init(with marker: String, among checkpoints: [Checkpoint], at location: URL) throws {
      for checkpoint in checkpoints {
        let found = checkpoint.tensors.map(\.name).filter { $0 == marker || $0.hasSuffix(".\(marker)") }
        if let name = found.min(by: { $0.count < $1.count }) {
          (self.checkpoint, prefix) = (checkpoint, String(name.dropLast(marker.count)))
          return
        }
      }
      throw CheckpointFailure(path: location.path, reason: .notIVT("there is no \(marker)"))
    }

    subscript(name: String) -> CheckpointTensor? { checkpoint[prefix + name] }
  }

  private let image: Part
  private let words: Part

  /// Opens a file, or those of a folder, such as Hugging Face's of BERT with the vision transformer beside.
  ///
  /// - Throws: `CheckpointFailure`, `.notIVT` where patches or words are missing.
  package init(at location: URL) throws {
    var isFolder: ObjCBool = false
    _ = FileManager.default.fileExists(atPath: location.path, isDirectory: &isFolder)
    let files =
      isFolder.boolValue
      ? try FileManager.default.contentsOfDirectory(atPath: location.path).sorted().map { location.appending(path: $0) }
        .filter { Self.types.contains($0.pathExtension) } : [location]
    let checkpoints = try files.map { try Checkpoint.open($0) }
    image = try Part(with: Self.imageMarker, among: checkpoints, at: location)
    words = try Part(with: Self.wordMarker, among: checkpoints, at: location)
  }

  /// The files that tensors are taken from.
  package var files: [URL] {
    (image.checkpoint.files + words.checkpoint.files).reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
  }

  /// The checkpoint of the vision transformer.
  package var checkpoint: Checkpoint { image.checkpoint }

  /// What opening the files found.
  package var openingReport: LoadReport {
    LoadReport(
      warnings: [image, words].flatMap(\.checkpoint.warnings), notes: [image, words].flatMap(\.checkpoint.notes))
  }

  /// The published network with the sizes of these weights; a head has 64 numbers, as in all of timm's and BERT's.
  package var model: ModelSpec {
    get throws {
      guard let patches = image[Self.imageMarker]?.shape, let table = words[Self.wordMarker]?.shape, patches.count == 4,
        table.count == 2, patches[0] == table[1], patches[0] > 0
      else {
        throw image.checkpoint.failure(.notIVT("its patches and words have other widths"))
      }
      var model = ModelSpec.ivt()
      var layers = 0
      while image["blocks.\(layers).attn.qkv.weight"] != nil { layers += 1 }
      let heads = max(1, patches[0] / 64)
      (model.patchHeight, model.patchWidth) = (patches[2], patches[3])
      (model.visionWidth, model.visionLayers, model.visionHeads) = (patches[0], layers, heads)
      (model.textWidth, model.textLayers, model.textHeads) = (patches[0], layers, heads)
      (model.embeddingWidth, model.vocabularySize) = (patches[0], table[0])
      return model
    }
  }

  /// Overwrites the parameters of an IVT; the type of images keeps its values where the weights have none.
  ///
  /// - Parameter root: What the names of the network begin with in the store.
  /// - Throws: `CheckpointFailure` for a missing tensor or another shape, before anything changes.
  @discardableResult
  package func load(into store: ParameterStore, model: ModelSpec, root: String = "encoder_vl.") throws -> LoadReport {
    var report = openingReport
    var steps: [(entry: ParameterStore.Entry, tensor: CheckpointTensor, change: ((Tensor) throws -> Tensor)?)] = []
    var (missing, differing) = ([String](), [String]())
    for entry in store.entries {
      let name = String(entry.name.dropFirst(root.count))
      guard entry.name.hasPrefix(root), let tensor = tensor(for: name) else {
        report.missing.append(entry.name)
        if entry.name.hasPrefix(root), name != "type_embed" { missing.append(name) }
        continue
      }
      try image.checkpoint.checkType(of: tensor)
      let expected = try entry.tensor.shape
      if tensor.shape == expected {
        steps.append((entry, tensor, nil))
      } else if let change = Self.change(of: name, from: tensor.shape, to: expected, model: model) {
        steps.append((entry, tensor, change))
        let unit = name.hasPrefix("embeddings.") ? "tokens" : "patches"
        report.resized.append(
          .init(name: entry.name, from: "\(tensor.shape)", to: "\(expected)", unit: unit))
      } else {
        differing.append("\(tensor.name) is \(tensor.shape) in the file, \(expected) in the model")
      }
      report.used.append(entry.name)
    }
    if !missing.isEmpty { throw image.checkpoint.failure(.missing(Array(missing.prefix(4)), count: missing.count)) }
    if !differing.isEmpty {
      throw image.checkpoint.failure(.mismatch(Array(differing.prefix(4)), count: differing.count))
    }
    try withoutGradients {
      for (entry, tensor, change) in steps {
        if let change {
          try entry.tensor.copy(from: change(tensor.tensor().to(.float32)))
        } else {
          try tensor.read(into: entry.tensor)
        }
        if try !entry.tensor.isFinite().all() { report.notFinite.append(entry.name) }
      }
    }
    return report
  }

  /// The tensor of one of the network's names: under that name, or under timm's or BERT's.
  private func tensor(for name: String) -> CheckpointTensor? {
    if let own = image[name] { return own }
    if name.contains("mlp_vis") { return image[name.replacing("mlp_vis", with: "mlp")] }
    if name.hasPrefix("embeddings.") {
      // BERT's oldest files have TensorFlow's names of normalisation.
      return words[name]
        ?? words[
          name.replacing("LayerNorm.weight", with: "LayerNorm.gamma")
            .replacing("LayerNorm.bias", with: "LayerNorm.beta")]
    }
    guard name.contains("mlp_txt") else { return nil }
    return words[
      name.replacing("blocks.", with: "encoder.layer.").replacing("mlp_txt.fc1", with: "intermediate.dense")
        .replacing("mlp_txt.fc2", with: "output.dense")]
  }

  /// Makes positions for other images or captions; `nil` for tensors that have no other size.
  private static func change(
    of name: String, from: [Int], to: [Int], model: ModelSpec
  ) -> ((Tensor) throws -> Tensor)? {
    guard from.count == to.count, from.last == to.last else { return nil }
    switch name {
    case "pos_embed" where from[0] == 1:
      let grid = model.patchGrid
      return { try PositionEmbedding.resized($0.squeezed(0), rows: grid.rows, columns: grid.columns).unsqueezed(0) }
    case "embeddings.position_embeddings.weight":
      return { try PositionEmbedding.resized(captions: $0, length: to[0]) }
    default: return nil
    }
  }
}
