import BenchCore
import DataTestSupport
import Datasets
import Evaluation
import Foundation
import StandInAccelerator
import Studies
import StudyTestSupport
import TestSupport
import Testing
import Torch

@testable import Sweep

/// Whole runs on the stand-in accelerator, with all that surrounds training: data, states, weights and their evaluation.
/// Serialized: they count on one device.
@Suite(.serialized) struct DeviceRunTests {
  private static let index: Int32 = 2

  private func workspace(_ folder: URL, _ results: String) -> RunWorkspace {
    var workspace = TinyStudy.workspace(folder, results: results)
    workspace.deviceIndex = Int(Self.index)
    workspace.savedWeights = .both
    return workspace
  }

  private func run(_ method: String, on device: String, in workspace: RunWorkspace) throws -> InterruptedRun {
    try InterruptedRun(workspace) {
      $0.methods = [method]
      $0.batchSize = 32
      $0.device = device
    }
  }

  /// The data of every kind of batch are on the device, and between two steps the host waits at most once.
  @Test(arguments: ["rde-tal", "irra-sdm", "amns"]) func runsGiveTheNumbersOfTheCPU(method: String) throws {
    try withTemporaryFolder { folder in
      let host = try #require(try run(method, on: "cpu", in: workspace(folder, "cpu")).go().record)
      stand_in_reset(Self.index)
      var last: Int64?
      var waits: [Int64] = []
      let there = try #require(
        try run(method, on: "privateuseone", in: workspace(folder, "device")).go { event in
          guard case .batch(_, let done, _) = event else { return false }
          let now = stand_in_count(Self.index).waits
          if let last, done > 1 { waits.append(now - last) }
          last = now
          return false
        }.record)
      #expect(!waits.isEmpty && waits.allSatisfy { $0 <= 1 }, "\(waits)")
      let counts = stand_in_count(Self.index)
      #expect(counts.backward_waits == 0 && counts.operations > 1000 && counts.uploads > 0)
      #expect(there.provenance.device == "privateuseone:\(Self.index)")
      try expectEqual(there, host)
    }
  }

  /// Equal losses but for 256 roundings to float32: see `DeviceTrainingTests`.
  private func expectEqual(_ there: RunRecord, _ host: RunRecord) throws {
    for (one, other) in zip(try #require(there.epochs), try #require(host.epochs)) {
      #expect(abs(one.loss - other.loss) <= 256 * Double(Float.ulpOfOne / 2) * abs(other.loss), "epoch \(one.epoch)")
    }
    #expect(there.epochs?.count == 2 && there.sampleSelections?.count == host.sampleSelections?.count)
    for (one, other) in zip(there.sampleSelections ?? [], host.sampleSelections ?? []) {
      #expect(one.treatedAsClean == other.treatedAsClean)
    }
  }

  @Test func aRunGoesOnFromAnyMomentBitForBit() throws {
    try withTemporaryFolder { folder in
      let run = try run("rde-tal", on: "privateuseone", in: workspace(folder, "device"))
      try run.stop(inEpoch: 1, afterBatch: 2)
      try run.stop(inEpoch: 2, afterBatch: 1)
      let (record, events) = try run.go()
      #expect(events.resumed?.epoch == 2 && events.resumed?.batch == 1 && record != nil)
      try run.expectUndisturbedResult()
    }
  }

  /// `bench eval --checkpoint` on the device, of weights that were trained there.
  @Test(arguments: ["rde-tal", "amns"]) func checkpointsAreEvaluatedThere(method: String) throws {
    try withTemporaryFolder { folder in
      let run = try run(method, on: "privateuseone", in: workspace(folder, "device"))
      let record = try #require(try run.go().record)
      let contents = try DatasetRegistry.info(named: DatasetInfo.synthPEDES.id).read(dataRoot: TinyData.root)
      var settings = CheckpointEvaluation.Settings()
      settings.device = .privateUse(Int(Self.index))
      for (checkpoint, expected) in [("best", record.best), ("last", record.last)] {
        let evaluation = try CheckpointEvaluation(
          file: run.workspace.weightsFile(of: run.run, checkpoint: checkpoint), contents: contents, settings: settings)
        stand_in_reset(Self.index)
        let embeddings = try evaluation.encode(.test)
        #expect(stand_in_count(Self.index).waits == 2, "all images at once, and all captions")
        #expect(embeddings.heads == expected?.embeddings, "the bits of training's own measurement")
      }
    }
  }

  /// `bench pretrain` on the device.
  @Test func weightsArePretrainedThere() throws {
    try withTemporaryFolder { folder in
      var request = Pretraining.request(seed: 3)
      (request.epochs, request.device) = (1, "privateuseone")
      let planned = try #require(try TinyStudy.planner(of: PretrainingTests.data).runs(of: request).first)
      var workspace = workspace(folder, "device")
      workspace.dataRoot = PretrainingTests.data
      let record = try TrainingRunner(RunTask(run: planned, workspace: workspace)).run()
      #expect(record.provenance.device == "privateuseone:\(Self.index)")
      let file = folder.appending(path: "weights.safetensors")
      try Pretraining.export(planned, of: workspace, to: file)
      var training = try InterruptedRun(workspace) {
        ($0.methods, $0.epochs, $0.weights, $0.device) = (["rde-tal"], 1, .file(file), "privateuseone")
      }
      (training.workspace.dataRoot, training.workspace.weights) = (TinyData.root, file)
      let (finished, events) = try training.go()
      #expect(finished?.outcome == .finished)
      #expect(events.notes.contains { $0.hasPrefix("weights: ") && $0.hasSuffix(" 0 missing, 0 ignored") })
    }
  }
}
