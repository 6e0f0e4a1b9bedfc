package import Foundation
package import Models
import Torch

extension Checkpoint {
  /// Which tensors are written.
  package enum Selection: Sendable {
    /// All but those of models that were not chosen, under OpenAI's names with their prefix.
    case all
    /// CLIP's alone under OpenAI's bare names, with `logit_scale`, so that OpenAI's model class loads them.
    case clip
  }

  /// The name of the note about what was left out of a written file.
  static let leftOut = "left_out"

  /// Writes the tensors as safetensors, one at a time.
  ///
  /// What a person left out, and for `.clip` what CLIP does not need, is not written; the metadata says what a person left
  /// out, which opening the file repeats.
  ///
  /// - Parameter notes: Metadata besides the checkpoint's own.
  /// - Throws: `CheckpointFailure` where the file cannot be written, for `.clip` where there is no CLIP or tensors have no
  ///   place in it, and for tensors and objects outside the weights' dictionary, unless a person left them out.
  @discardableResult
  package func write(
    to target: URL, selection: Selection = .all, precision: SafetensorsWriter.Precision = .unchanged,
    adding notes: [String: String] = [:]
  ) throws -> LoadReport {
    var items: [SafetensorsWriter.Item] = []
    var report = LoadReport(notes: chosenModel.map { ["of \(models.count) models the one of --prefix '\($0)'"] } ?? [])
    // The copy will say it as its own word.
    if case .beside = activation, let warning = activation.warning { report.warnings.append(warning) }
    let own = tensors.filter { !siblings.contains($0.name) }
    let prefix = if case .clip = selection { try chosenPrefix() } else { backbonePrefix ?? "" }
    let names = backbonePrefix == nil ? [] : try backboneNames(prefix: prefix)
    let rest = own.filter { !names.contains($0.name) }
    switch selection {
    case .all:
      // Tensors without a place stay in the file, which says by their names what it is.
      let rules = UnplacedTensors(patterns: reading.ignored, prefix: prefix, scope: .whole, isOurs: false)
      let left = rest.filter { rules.pattern(for: $0.name) != nil }
      try sort(left, scope: .whole, prefix: prefix, into: &report)
      let leftNames = Set(left.map(\.name))
      items = own.filter { !leftNames.contains($0.name) }.map { Self.item($0, name: $0.name) }
    case .clip:
      try sort(rest, scope: .backbone, prefix: prefix, into: &report)
      let scale = prefix + Self.logitScale
      for tensor in own where names.contains(tensor.name) || tensor.name == scale {
        items.append(Self.item(tensor, name: String(tensor.name.dropFirst(prefix.count))))
      }
      if self[scale] == nil { items.append(try Self.initialLogitScale()) }
      report.ignored.removeAll { $0 == scale }
    }
    var entries = metadata.merging(statements) { $1 }.merging(notes) { $1 }
    if !report.left.isEmpty {
      let names = report.left.values.flatMap { $0 }.sorted().joined(separator: ", ")
      entries[Self.leftOut] = [entries[Self.leftOut], names].compactMap { $0 }.joined(separator: ", ")
    }
    report.used = items.map(\.name)
    try SafetensorsWriter.write(items, metadata: entries, precision: precision, to: target)
    return report
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
