package import Foundation
package import Models
import Torch

extension Checkpoint {
  /// Which tensors are written.
  package enum Selection: Sendable {
    /// All, under OpenAI's names with their prefix.
    case all
    /// CLIP's alone under OpenAI's bare names, with `logit_scale`, so that OpenAI's model class loads them.
    case clip
  }

  /// Writes the tensors as safetensors, one at a time.
  ///
  /// - Parameter notes: Metadata besides the checkpoint's own.
  /// - Throws: `CheckpointFailure` where the file cannot be written, or for `.clip` where there is no CLIP.
  package func write(
    to target: URL, selection: Selection = .all, precision: SafetensorsWriter.Precision = .unchanged,
    adding notes: [String: String] = [:]
  ) throws {
    var items: [SafetensorsWriter.Item] = []
    switch selection {
    case .all:
      items = tensors.map { tensor in Self.item(tensor, name: tensor.name) }
    case .clip:
      let prefix = try chosenPrefix()
      for tensor in tensors where tensor.name.hasPrefix(prefix) && !siblings.contains(tensor.name) {
        let name = String(tensor.name.dropFirst(prefix.count))
        if Self.clipNames.contains(where: { $0.hasSuffix(".") ? name.hasPrefix($0) : name == $0 }) {
          items.append(Self.item(tensor, name: name))
        }
      }
      if self[prefix + Self.logitScale] == nil { items.append(try Self.initialLogitScale()) }
    }
    let entries = metadata.merging(statements) { $1 }.merging(notes) { $1 }
    try SafetensorsWriter.write(items, metadata: entries, precision: precision, to: target)
  }

  /// What is known of the model besides its tensors, so that the written file says it by itself; a run's specification
  /// says all of it already.
  private var statements: [String: String] {
    guard runSpec?.setup == nil else { return [:] }
    var stated = configuration ?? ModelConfiguration(source: location.lastPathComponent)
    if case .assumed = activation { stated.activation = nil } else { stated.activation = activation.activation }
    return stated.metadata
  }

  private static let logitScale = "logit_scale"

  /// The papers' models have no scale of similarities; this is where OpenAI's starts.
  fileprivate static func initialLogitScale() throws -> SafetensorsWriter.Item {
    try SafetensorsWriter.Item(name: logitScale, tensor: Tensor([Float(log(1 / 0.07))], shape: []))
  }

  private static let clipNames = [
    "visual.", "transformer.", "token_embedding.", "ln_final.", "positional_embedding", "text_projection", logitScale,
  ]

  private static func item(_ tensor: CheckpointTensor, name: String) -> SafetensorsWriter.Item {
    SafetensorsWriter.Item(name: name, shape: tensor.shape, type: tensor.type) { try tensor.tensor() }
  }
}

extension ParameterStore {
  /// All parameters and buffers, ready to be written. A bare CLIP gets the `logit_scale` of OpenAI's model class.
  package func checkpointItems() throws -> [SafetensorsWriter.Item] {
    let items = try entries.map { try SafetensorsWriter.Item(name: $0.name, tensor: $0.tensor) }
    return try items
      + (Checkpoint.backbonePrefix(of: entries.map(\.name)) == "" ? [Checkpoint.initialLogitScale()] : [])
  }
}
