import BenchCore
import Foundation
import ResultStore
import Studies
import StudyTestSupport
import Synchronization
import Testing
import Training

@testable import Sweep

/// A run that is stopped and started as its processes would be.
struct InterruptedRun {
  let run: PlannedRun
  var workspace: RunWorkspace

  init(_ workspace: RunWorkspace, _ change: (inout StudyRequest) -> Void = { _ in }) throws {
    run = try #require(
      try TinyStudy.runs {
        $0.methods = ["irra-sdm"]
        $0.batchSize = 64
        change(&$0)
      }.first)
    self.workspace = workspace
  }

  var result: URL { workspace.resultFile(of: run) }
  var state: URL { workspace.stateFile(of: run) }
  var keptState: URL { workspace.keptStateFile(of: run) }
  var hasResult: Bool { FileManager.default.fileExists(atPath: result.path) }
  var hasState: Bool { FileManager.default.fileExists(atPath: state.path) }

  /// Runs to the end, or until `stop` says so after an event.
  ///
  /// - Returns: What was reported; `nil` for a run that was stopped.
  @discardableResult
  func go(stopAfter stop: @escaping (RunEvent) -> Bool = { _ in false }) throws -> (
    record: RunRecord?, events: [RunEvent]
  ) {
    var isStopped = false
    var events: [RunEvent] = []
    let runner = TrainingRunner(RunTask(run: run, workspace: workspace), shouldStop: { isStopped }) { event in
      events.append(event)
      isStopped = isStopped || stop(event)
    }
    do {
      return (try runner.run(), events)
    } catch TrainingFailure.interrupted {
      #expect(isStopped)
      return (nil, events)
    }
  }

  /// Stops after a batch.
  func stop(inEpoch epoch: Int, afterBatch batch: Int) throws {
    #expect(try go { $0.isBatch(epoch, batch) }.record == nil)
    #expect(hasState && !hasResult)
  }

  /// The result of the same run, never stopped, elsewhere.
  func undisturbed() throws -> URL {
    var other = self
    other.workspace.resultsDirectory = workspace.resultsDirectory.appending(path: "undisturbed")
    other.workspace.savedWeights = nil
    try FileManager.default.createDirectory(at: other.workspace.resultsDirectory, withIntermediateDirectories: true)
    if !other.hasResult { try other.go() }
    return other.result
  }

  func expectUndisturbedResult() throws {
    #expect(try ResultStore.differences(result, undisturbed(), ignoringTimes: true) == [], "\(run.title)")
  }
}

extension RunEvent {
  func isBatch(_ epoch: Int, _ batch: Int) -> Bool {
    if case .batch(epoch, batch, _) = self { true } else { false }
  }
}

extension [RunEvent] {
  var notes: [String] {
    compactMap { if case .note(let text) = $0 { text } else { nil } }
  }

  var resumed: (epoch: Int, batch: Int)? {
    lazy.compactMap { if case .resumed(let epoch, let batch) = $0 { (epoch, batch) } else { nil } }.first
  }
}
