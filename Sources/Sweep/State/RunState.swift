import BenchCore
import Checkpoints
import Foundation
import Torch
import Training

/// What a run goes on from after an interruption, as a file: tensors in safetensors, all else as JSON in its metadata, and
/// a checksum over all bytes at the end.
struct RunState {
  var origin: RunStateOrigin
  /// When the run was first started, in seconds since 1970.
  var startedAt: Double
  /// The time that sessions took before training, all together.
  var prepareSeconds: Double
  var training: TrainingState
}

extension RunState {
  /// The key of the JSON among the metadata.
  private static let metadataKey = "nc_bench_state"
  private static let checksumName = "checksum"

  /// The part that is stored as JSON.
  private struct Header: Codable {
    static let currentFormat = 1

    var format = currentFormat
    var origin: RunStateOrigin
    var startedAt: Double
    var prepareSeconds: Double
    var epochs: [EpochRecord]
    var best: TrainingProgress.Best?
    var underWay: TrainingProgress.EpochUnderWay?
    var secondsByPhase: [String: Double]
    var selections: [StoredSelection]
  }

  /// What is read of a state of any format.
  private struct AnyHeader: Decodable {
    struct Origin: Decodable {
      var revision: ToolRevision
    }
    var origin: Origin
  }

  /// Writes the file, whole or not at all.
  ///
  /// - Parameter finish: Puts the written file in its place.
  /// - Throws: `CheckpointFailure.unwritable`, and what copying a tensor from its device throws.
  func write(to file: URL, finish: (AtomicFile) throws -> Void = { try $0.finish() }) throws {
    let progress = training.progress
    let header = Header(
      origin: origin, startedAt: startedAt, prepareSeconds: prepareSeconds, epochs: progress.epochs,
      best: progress.best, underWay: progress.underWay, secondsByPhase: progress.secondsByPhase,
      selections: progress.sampleSelections.map(StoredSelection.init))
    let json = String(decoding: try header.canonicalJSON(), as: UTF8.self)
    let items =
      training.tensors.map {
        SafetensorsWriter.Item(name: $0.name, shape: $0.shape, type: StoredType($0.dtype), tensor: $0.tensor)
      } + progress.sampleSelections.flatMap(StoredSelection.items)
    try SafetensorsWriter.write(
      items, metadata: [Self.metadataKey: json], checksum: Self.checksumName, to: file, finish: finish)
  }

  /// Reads a file; tensors of the network stay in it until they are asked for.
  ///
  /// - Parameter verifies: Whether the checksum is compared, which takes reading all of the file.
  /// - Throws: `CheckpointFailure` for a file that is damaged or cannot be read, and `RunStateFailure.refused` for one
  ///   that another version wrote.
  static func read(_ file: URL, verifies: Bool = true) throws -> RunState {
    let archive = try SafetensorsArchive(file)
    if verifies { try archive.verify() }
    let json = Data((archive.metadata[metadataKey] ?? "").utf8)
    guard let header = try? JSONDecoder().decode(Header.self, from: json), header.format == Header.currentFormat else {
      let writer = try? JSONDecoder().decode(AnyHeader.self, from: json).origin.revision.title
      throw RunStateFailure.refused(
        file: file.path,
        obstacles: ["\(writer ?? "another version") saved it in a form that this version does not read"])
    }
    var progress = TrainingProgress()
    progress.epochs = header.epochs
    progress.best = header.best
    progress.underWay = header.underWay
    progress.secondsByPhase = header.secondsByPhase
    progress.sampleSelections = try header.selections.map { try $0.record(in: archive) }
    let tensors = archive.tensors.compactMap { name, tensor -> TrainingState.NamedTensor? in
      guard let dtype = tensor.type.tensorType, name != checksumName, !StoredSelection.owns(name) else { return nil }
      return .init(name: name, shape: tensor.shape, dtype: dtype, tensor: tensor.tensor)
    }
    return RunState(
      origin: header.origin, startedAt: header.startedAt, prepareSeconds: header.prepareSeconds,
      training: TrainingState(progress: progress, tensors: tensors))
  }
}
