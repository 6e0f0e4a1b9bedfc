import BenchCore
import Checkpoints
import Torch

/// A sample selection in a state: its columns, one number for each training pair, are tensors; this is the rest.
struct StoredSelection: Codable {
  private struct Head: Codable {
    var name: String
    var hasProbabilities: Bool
    var hasDecisions: Bool
  }

  private let epoch: Int
  private let heads: [Head]

  init(_ record: SampleSelectionRecord) {
    epoch = record.epoch
    heads = record.heads.map {
      Head(
        name: $0.name, hasProbabilities: $0.value.cleanProbabilities != nil, hasDecisions: $0.value.takenAsClean != nil)
    }
  }

  private static let prefix = "selection."

  /// Whether a tensor of a state is a column of a sample selection.
  static func owns(_ name: String) -> Bool { name.hasPrefix(prefix) }

  private static func name(_ epoch: Int, head: Int? = nil, _ column: String) -> String {
    prefix + "\(epoch)." + (head.map { "\($0)." } ?? "") + column
  }

  /// The columns of a sample selection.
  static func items(of record: SampleSelectionRecord) -> [SafetensorsWriter.Item] {
    func item<Value: TensorElement>(_ name: String, _ values: [Value]) -> SafetensorsWriter.Item {
      SafetensorsWriter.Item(name: name, shape: [values.count], type: StoredType(Value.dtype)) { try Tensor(values) }
    }
    return [item(name(record.epoch, "treated_as_clean"), record.treatedAsClean)]
      + record.heads.enumerated().flatMap { place, head in
        [
          item(name(record.epoch, head: place, "losses"), head.value.losses),
          head.value.cleanProbabilities.map { item(name(record.epoch, head: place, "p_clean"), $0) },
          head.value.takenAsClean.map { item(name(record.epoch, head: place, "taken_as_clean"), $0) },
        ].compactMap { $0 }
      }
  }

  /// The sample selection with its columns.
  ///
  /// - Throws: `CheckpointFailure` for a column that is missing or cannot be read.
  func record(in archive: SafetensorsArchive) throws -> SampleSelectionRecord {
    func column<Value: TensorElement>(_ head: Int?, _ column: String) throws -> [Value] {
      try archive.tensor(Self.name(epoch, head: head, column)).values(as: Value.self)
    }
    let heads = try heads.enumerated().map { place, head in
      (
        name: head.name,
        value: HeadSelection(
          losses: try column(place, "losses"),
          cleanProbabilities: head.hasProbabilities ? try column(place, "p_clean") : nil,
          takenAsClean: head.hasDecisions ? try column(place, "taken_as_clean") : nil)
      )
    }
    return SampleSelectionRecord(
      epoch: epoch, heads: Heads(heads), treatedAsClean: try column(nil, "treated_as_clean"))
  }
}
