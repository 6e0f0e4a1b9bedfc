import BenchCore
import Checkpoints
import DataTestSupport
import Foundation
import ResultStore
import Studies
import StudyTestSupport
import TestSupport
import Testing
import Torch
import Training

@testable import Sweep

/// Runs that go on from the states that interruptions left. Serialized: a run sets libtorch's number of threads.
@Suite(.serialized) struct RunStateTests {
  private func inFolder(_ body: (RunWorkspace) throws -> Void) throws {
    try withTemporaryFolder { root in try body(TinyStudy.workspace(root)) }
  }

  /// Through every phase of one run: the file at the end is the undisturbed run's.
  @Test func aRunGoesOnFromAnyMoment() throws {
    try inFolder { workspace in
      let run = try InterruptedRun(workspace) {
        $0.methods = ["rde-tal"]
        $0.batchSize = 32
      }
      try run.stop(inEpoch: 1, afterBatch: 1)
      let (_, second) = try run.go { $0.isBatch(2, 2) }
      #expect(second.resumed?.epoch == 1 && second.resumed?.batch == 1)
      // After the first epoch's end, in the second's sample selection.
      let (_, third) = try run.go { if case .resumed = $0 { true } else { false } }
      #expect(third.resumed?.epoch == 2 && third.resumed?.batch == 2)
      // After all batches, in the evaluation; then in the measurement of Last.
      let batches = try #require(third.batchCount ?? second.batchCount)
      let (_, fourth) = try run.go { $0.isBatch(2, batches) }
      #expect(fourth.resumed?.epoch == 2 && !run.hasResult)
      let (_, fifth) = try run.go { if case .epoch = $0 { true } else { false } }
      #expect(fifth.resumed?.batch == batches && !run.hasResult)
      let (record, last) = try run.go()
      #expect(last.resumed?.epoch == 2 && last.resumed?.batch == batches && record != nil)
      let told = fifth.lazy.compactMap { if case .epoch(let epoch) = $0 { epoch.bestR1 } else { nil } }.first
      #expect(told != nil && told == record?.epochs?.compactMap { $0.selection?[.r1] }.max(), "of all sessions")
      #expect(last.notes.contains("goes on in epoch 2 of 2 after batch \(batches)"))
      #expect(!run.hasState, "a state goes away when the result is stored")
      try run.expectUndisturbedResult()
    }
  }

  @Test func timesAddUpOverSessions() throws {
    try inFolder { workspace in
      let run = try InterruptedRun(workspace)
      let before = Date().timeIntervalSince1970
      try run.stop(inEpoch: 2, afterBatch: 1)
      let between = Date().timeIntervalSince1970
      let state = try RunState.read(run.state)
      let record = try #require(try run.go().record)
      #expect((before...between).contains(record.provenance.startedAt) && record.provenance.endedAt > between)
      for (phase, seconds) in state.training.progress.secondsByPhase {
        #expect(record.provenance.secondsByPhase[phase] ?? 0 > seconds, "\(phase)")
      }
      #expect(record.provenance.secondsByPhase["prepare"] ?? 0 > state.prepareSeconds)
      let underWay = try #require(state.training.progress.underWay)
      #expect(try #require(record.epochs?.last).seconds > underWay.seconds && underWay.seconds > 0)
      #expect(record.epochs?.first == state.training.progress.epochs.first)
    }
  }

  // MARK: - States of something else

  /// Rewrites a state as another process would have saved it.
  private func rewrite(_ file: URL, _ change: (inout RunStateOrigin) -> Void) throws {
    var state = try RunState.read(file)
    change(&state.origin)
    try state.write(to: file)
  }

  @Test func statesOfSomethingElseAreRefusedByName() throws {
    try inFolder { workspace in
      var run = try InterruptedRun(workspace)
      run.workspace.code = ToolCode(commit: "0123456789ab", sources: "88888888")
      try run.stop(inEpoch: 1, afterBatch: 1)
      let origin = try RunState.read(run.state).origin
      let changes: [(change: (inout RunStateOrigin) -> Void, words: [String])] = [
        ({ $0.signature = "feedbeef" + $0.signature.dropFirst(8) }, ["feedbeef", String(run.run.signature.prefix(8))]),
        ({ $0.revision.version = "0.0.9" }, ["version 0.0.9", "version \(ToolVersion.current)"]),
        (
          {
            $0.revision.commit = "ba9876543210"
            $0.revision.sources = "77777777"
          }, ["commit ba9876543210", "commit 0123456789ab", "77777777", "88888888"]
        ),
        // As in states of before there was a digest.
        ({ $0.revision.sources = nil }, ["at commit 0123456789ab, and this is", "88888888"]),
        ({ $0.arithmetic.libtorch = "1.0.0" }, ["libtorch 1.0.0", try TorchLibrary.version]),
        ({ $0.arithmetic.processor = "ZVECTOR" }, ["ZVECTOR", TorchLibrary.cpuCapability]),
        ({ $0.arithmetic.device = "NVIDIA H200" }, ["NVIDIA H200", " on cpu"]),
        ({ $0.arithmetic.probe = "00000000" }, ["00000000", String(origin.arithmetic.probe.prefix(8))]),
      ]
      for (change, words) in changes {
        try rewrite(run.state) { $0 = origin }
        try rewrite(run.state, change)
        let failure = #expect(throws: RunStateFailure.self) { try run.go() }
        let text = try #require(failure).description
        for word in words + ["--discard-state", run.state.path] { #expect(text.contains(word), "\(text)") }
        #expect(run.hasState && !run.hasResult)
      }
      // Asked for before the state was written, as by a sweep whose run moved to another node.
      run.workspace.discardsStatesBefore = try #require(FileTime(of: run.state.path)).modified
      #expect(throws: RunStateFailure.self) { try run.go() }
      #expect(run.hasState && !run.hasResult)
      run.workspace.discardsStatesBefore = Date().timeIntervalSince1970 + 1
      let (_, events) = try run.go()
      #expect(events.resumed == nil && events.notes.contains { $0.contains("is discarded") && $0.contains("00000000") })
      try run.expectUndisturbedResult()
    }
  }

  /// The same sources built at another commit, or outside of a repository, are the same code.
  @Test func theSameCodeIsAccepted() throws {
    try inFolder { workspace in
      var run = try InterruptedRun(workspace)
      run.workspace.code = ToolCode(commit: "0123456789ab", sources: "88888888")
      try run.stop(inEpoch: 1, afterBatch: 1)
      run.workspace.code?.commit = "ba9876543210-dirty"
      #expect(try run.go { $0.isBatch(2, 1) }.events.resumed != nil)
      run.workspace.code?.commit = nil
      #expect(try run.go().events.resumed != nil)
      try run.expectUndisturbedResult()
    }
  }

  @Test func aStateOfALaterFormIsRefused() throws {
    try inFolder { workspace in
      let run = try InterruptedRun(workspace)
      try run.stop(inEpoch: 1, afterBatch: 1)
      try SafetensorsWriter.write(
        [], metadata: ["nc_bench_state": #"{"format":9,"origin":{"revision":{"version":"9.1"}}}"#],
        checksum: "checksum",
        to: run.state)
      let failure = #expect(throws: RunStateFailure.self) { try run.go() }
      #expect(failure?.problem.contains("version 9.1") == true)
      #expect(run.hasState)
    }
  }

  // MARK: - Damage

  /// Every changed byte is noticed, and nothing else happens.
  @Test func damagedStatesAreNeverRead() throws {
    try inFolder { workspace in
      let run = try InterruptedRun(workspace)
      try run.stop(inEpoch: 1, afterBatch: 1)
      let whole = try Data(contentsOf: run.state)
      let damaged = run.state.appendingPathExtension("damaged")
      var generator = SeededGenerator(seed: 1, stream: "damage")
      _ = try RunState.read(run.state)
      for number in 0..<300 {
        var bytes = whole
        // Half of the changes hit the header.
        let place = generator.index(below: number % 2 == 0 ? bytes.count : min(bytes.count, 20_000))
        switch number % 6 {
        case 0: bytes = bytes.prefix(place)
        case 1: bytes.removeSubrange(place..<min(bytes.count, place + 1 + generator.index(below: 9)))
        case 2: bytes.append(contentsOf: [0])
        case 3: bytes.insert(UInt8(generator.index(below: 256)), at: place)
        default: bytes[place] ^= 1 << UInt8(generator.index(below: 8))
        }
        try bytes.write(to: damaged)
        #expect(throws: CheckpointFailure.self, "\(number) at \(place)") { try RunState.read(damaged) }
      }
      for bytes in [whole.dropLast(), Data(), whole.prefix(100_000)] {
        try bytes.write(to: run.state)
        let (record, events) = try run.go { $0.isBatch(1, 1) }
        #expect(record == nil && events.resumed == nil)
        for words in ["\(run.state.lastPathComponent) is not used", "no state of \(run.run.name) can be used"] {
          #expect(events.notes.contains { $0.contains(words) }, "\(events.notes)")
        }
      }
      #expect(try run.go().events.resumed?.batch == 1)
      try run.expectUndisturbedResult()
    }
  }

  /// What a power failure leaves: the last state without its bytes, and the one before.
  @Test func theStateBeforeADamagedOneServes() throws {
    try inFolder { workspace in
      let run = try InterruptedRun(workspace)
      try run.stop(inEpoch: 1, afterBatch: 1)
      let previous = workspace.previousStateFile(of: run.run)
      #expect(!FileManager.default.fileExists(atPath: previous.path), "the state has reached the disk")
      try FileManager.default.moveItem(at: run.state, to: previous)
      #expect(run.workspace.hasState(of: run.run))
      try Data(count: 4096).write(to: run.state)
      let (record, events) = try run.go()
      #expect(record != nil && events.resumed?.batch == 1)
      #expect(events.notes.contains { $0.contains("\(run.state.lastPathComponent) is not used") })
      #expect(try FileManager.default.contentsOfDirectory(atPath: previous.deletingLastPathComponent().path) == [])
      try run.expectUndisturbedResult()
    }
  }

  @Test func writersThatWereKilledLeaveNothing() throws {
    try inFolder { workspace in
      let run = try InterruptedRun(workspace) { $0.epochs = 1 }
      let folder = run.state.deletingLastPathComponent()
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      let partial = folder.appending(path: ".\(run.state.lastPathComponent).\(UUID().uuidString).partial")
      let foreign = folder.appending(path: ".another.state.partial")
      for file in [partial, foreign] { try Data("half".utf8).write(to: file) }
      try run.go()
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == [foreign.lastPathComponent])
    }
  }

  /// A replaced state that stayed open would be a third one on the disk.
  @Test func theStateGoneOnFromIsLetGo() throws {
    try inFolder { workspace in
      let run = try InterruptedRun(workspace) { $0.epochs = 1 }
      try run.stop(inEpoch: 1, afterBatch: 1)
      var open: [String] = []
      try run.go { event in
        let descriptors = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")) ?? []
        let files = descriptors.compactMap {
          try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\($0)")
        }
        if case .batch = event { open += files.filter { $0.hasPrefix(run.state.path) } }
        return false
      }
      #expect(open == [])
    }
  }

  // MARK: - What cannot be written

  @Test func aStateThatCannotBeSavedEndsNoRun() throws {
    try inFolder { workspace in
      let run = try InterruptedRun(workspace)
      try Data().write(to: run.state.deletingLastPathComponent())
      let (record, events) = try run.go()
      #expect(record?.outcome == .finished)
      #expect(events.notes.count { $0.contains("cannot be saved") } == 2, "once an epoch")
    }
  }

  /// The result comes first: what cannot be kept of the weights costs no metrics, and is made up for from the state.
  @Test func weightsThatCannotBeWrittenCostNoResult() async throws {
    let root = FileManager.default.temporaryDirectory.appending(path: "nc-bench-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: root) }
    var run = try InterruptedRun(TinyStudy.workspace(root))
    run.workspace.savedWeights = .both
    let places = CheckpointName.allCases.map { run.workspace.weightsFile(of: run.run, checkpoint: $0.rawValue) }
    let inTheWay = places[1].appending(path: "folder")
    try FileManager.default.createDirectory(at: inTheWay, withIntermediateDirectories: true)
    let failure = #expect(throws: RunStateFailure.self) { try run.go() }
    #expect(failure?.description.contains("the same command again") == true)
    #expect(try ResultStore.read(run.result).outcome == .finished)
    #expect(run.hasState)
    try run.expectUndisturbedResult()

    // A sweep tells of it, keeps the result, and does what is left once it can.
    let tasks = [RunTask(run: run.run, workspace: run.workspace)]
    let executor = InProcessExecutor()
    let failed = try await SweepRunner(workspace: run.workspace, executor: executor).run(tasks) { _ in }
    #expect(failed.failures[run.run.name]?.contains("weights") == true && failed.skipped == 0)
    #expect(try ResultStore.read(run.result).outcome == .finished)
    try FileManager.default.removeItem(at: places[1])
    let mended = try await SweepRunner(workspace: run.workspace, executor: executor).run(tasks) { _ in }
    #expect(mended.finished == 1 && mended.failures.isEmpty)
    for place in places { #expect(throws: Never.self) { try Checkpoint.open(place) } }
    #expect(!run.hasState)
    let done = try await SweepRunner(workspace: run.workspace, executor: executor).run(tasks) { _ in }
    #expect(done.skipped == 1)
    try run.expectUndisturbedResult()
  }

  /// Weights that no state can be used for cost no stored result.
  @Test func aFinishedRunIsNotTrainedAnewForItsWeights() throws {
    try inFolder { workspace in
      var run = try InterruptedRun(workspace) { $0.epochs = 1 }
      run.workspace.keepsState = true
      try run.go()
      let result = try Data(contentsOf: run.result)
      run.workspace.savedWeights = .best
      #expect(try !RunTask(run: run.run, workspace: run.workspace).isDone)
      try rewrite(run.keptState) { $0.arithmetic.processor = "ZVECTOR" }
      let failure = #expect(throws: RunStateFailure.self) { try run.go() }
      #expect(failure?.problem.contains("weights are not") == true && failure?.problem.contains("ZVECTOR") == true)
      // Discarding is for interrupted runs.
      try FileManager.default.moveItem(at: run.keptState, to: run.state)
      run.workspace.discardsStatesBefore = .infinity
      #expect(throws: RunStateFailure.self) { try run.go() }
      #expect(try Data(contentsOf: run.result) == result)
      #expect(try RunTask(run: run.run, workspace: run.workspace).isDone, "there is nothing left to make weights from")
    }
  }

  // MARK: - More epochs

  @Test func aKeptStateIsGoneOnFromWithMoreEpochs() throws {
    try inFolder { workspace in
      var run = try InterruptedRun(workspace) { $0.epochs = 2 }
      run.workspace.keepsState = true
      try run.go()
      let kept = run.keptState
      #expect(!run.hasState && FileManager.default.fileExists(atPath: kept.path))

      let longer = try InterruptedRun(workspace) { $0.epochs = 3 }
      let (record, events) = try longer.go()
      #expect(events.resumed?.epoch == 3 && record?.epochs?.count == 3)
      #expect(events.notes.contains("goes on from \(kept.lastPathComponent)"))
      #expect(!longer.hasState && FileManager.default.fileExists(atPath: kept.path))
      try longer.expectUndisturbedResult()

      // Two epochs of warm-up for four: the second epoch of two had another rate.
      let other = try InterruptedRun(workspace) { $0.epochs = 4 }
      let (_, notes) = try other.go { $0.isBatch(1, 1) }
      #expect(notes.resumed == nil && notes.notes.contains("starting at epoch 1"))
      #expect(
        notes.notes.contains { $0.contains("the cosine over 4 epochs") && $0.contains("from epoch 2 on") },
        "\(notes.notes)")

      // One epoch is less than was done.
      let (_, shorter) = try InterruptedRun(workspace) { $0.epochs = 1 }.go()
      #expect(shorter.resumed == nil && shorter.notes.contains { $0.contains("it is in epoch 2, and this run has 1") })
    }
  }

  @Test func aKeptStateOfALongerRunServesAShorterOne() throws {
    try inFolder { workspace in
      let longer = try InterruptedRun(workspace) { $0.epochs = 3 }
      let (stopped, _) = try longer.go { if case .batch(2, let done, of: let all) = $0 { done == all } else { false } }
      #expect(stopped == nil)
      try FileManager.default.moveItem(at: longer.state, to: longer.keptState)
      let shorter = try InterruptedRun(workspace) { $0.epochs = 2 }
      #expect(try shorter.go().events.resumed?.epoch == 2)
      try shorter.expectUndisturbedResult()
    }
  }

  @Test func whatDependsOnTheLengthStartsOver() throws {
    try inFolder { workspace in
      let longer = try InterruptedRun(workspace) {
        $0.methods = ["amns"]
        $0.epochs = 3
      }
      try longer.stop(inEpoch: 1, afterBatch: 1)
      try FileManager.default.moveItem(at: longer.state, to: longer.keptState)
      let shorter = try InterruptedRun(workspace) {
        $0.methods = ["amns"]
        $0.epochs = 2
      }
      let (_, events) = try shorter.go { $0.isBatch(1, 1) }
      #expect(events.resumed == nil && events.notes.contains { $0.contains("amns depends on the number of epochs") })
    }
  }
}

extension [RunEvent] {
  /// The number of batches of an epoch.
  fileprivate var batchCount: Int? {
    lazy.compactMap { if case .batch(_, _, let count) = $0 { count } else { nil } }.first
  }
}

/// Executes runs one after the other in this process.
private struct InProcessExecutor: RunExecutor {
  let name = "test"

  func run(_ tasks: [RunTask], report: @escaping @Sendable (RunNews) async -> Void) async throws {
    for task in tasks {
      var ending = RunEnding.finished
      do { try TrainingRunner(task).run() } catch { ending = .failed("\(error)") }
      await report(.ended(task.run, ending))
    }
  }
}
