import BenchCore
import Foundation
import ResultStore
import Studies
import StudyTestSupport
import TestSupport
import Testing

@testable import Sweep

/// What a sweep sees in finished results: which code made them, and what has changed since.
@Suite struct FinishedRunsTests {
  private static let sources = String(repeating: "ab", count: 32)
  private static let code = ToolCode(commit: "0123456789ab", sources: sources)

  /// Stores a finished result of a run without having run it.
  @discardableResult
  static func store(
    _ run: PlannedRun, in folder: URL, spec: RunSpec? = nil, sources: String? = sources, torch: String? = "2.13.0",
    outcome: RunOutcome = .finished
  ) throws -> URL {
    let spec = spec ?? run.spec
    let stored = try PlannedRun(spec: spec, label: run.label, isStandIn: run.isStandIn, changes: run.changes ?? [])
    let file = folder.appending(path: "\(stored.name).h5")
    try ResultStore.write(
      RunRecord(
        spec: spec, signature: stored.signature, label: run.label, isStandIn: true, outcome: outcome,
        provenance: RunProvenance(
          toolVersion: "0.1.0", commit: "fedcba987654", sources: sources, torchVersion: torch, device: "cpu",
          startedAt: 1, endedAt: 2, secondsByPhase: [:])), to: file)
    return file
  }

  private func finished(in folder: URL, code: ToolCode? = code) throws -> FinishedRuns {
    FinishedRuns(try ResultStore.finishedResults(in: folder).results, code: code, torchVersion: "2.13.0")
  }

  @Test func theCodeOfEachResultIsToldApart() throws {
    try withTemporaryFolder { folder in
      let runs = try TinyStudy.runs {
        $0.methods = ["irra-sdm"]
        $0.seeds = [1, 2, 3, 4, 5, 6]
      }
      let other = String(repeating: "cd", count: 32)
      try Self.store(runs[0], in: folder)
      try Self.store(runs[1], in: folder, sources: other)
      try Self.store(runs[2], in: folder, torch: "2.12.0")
      try Self.store(runs[3], in: folder, sources: nil)
      try Self.store(runs[4], in: folder, outcome: .failed("no"))
      let found = try finished(in: folder)
      let stale: [Staleness] = [
        .otherCode(commit: "fedcba987654", sources: String(other.prefix(32)), libtorch: nil),
        .otherCode(commit: "fedcba987654", sources: String(Self.sources.prefix(32)), libtorch: "2.12.0"), .unknownCode,
      ]
      #expect(
        runs.map(found.standing) == [.finished] + stale.map { .stale($0) } + [.notFinished, .notFinished])
      #expect(
        stale.map(\.text) == [
          "finished by other code: commit fedcba987654", "finished by other code: commit fedcba987654, libtorch 2.12.0",
          "finished by unknown code",
        ])
      #expect(found.waiting(of: runs, rerun: .none) == [runs[4], runs[5]])
      #expect(found.waiting(of: runs, rerun: .stale) == [runs[1], runs[2], runs[3], runs[4], runs[5]])
      #expect(found.waiting(of: runs, rerun: .all) == runs)
      #expect(
        found.notes(about: runs, rerun: RerunChoice.none) == [
          "3 of 4 finished runs were made by other code (1 at commit fedcba987654; 1 at commit fedcba987654, "
            + "libtorch 2.12.0; 1 unknown); --rerun stale runs them again"
        ])
      #expect(found.notes(about: runs, rerun: .stale).first?.hasSuffix("1 unknown); they run again") == true)
      #expect(try finished(in: folder, code: nil).standing(of: runs[1]) == .finished, "nothing to compare with")
    }
  }

  /// Results of before images had a part in a run's identity have another signature and name.
  @Test func resultsOfBeforeImagesWereLookedAtAreRecognised() throws {
    try withTemporaryFolder { folder in
      let run = try #require(try TinyStudy.runs().first)
      var spec = run.spec
      spec.dataset.imageChecksum = nil
      let old = try PlannedRun(spec: spec, label: run.label, isStandIn: true)
      #expect(run.earlierSignature == old.signature && old.earlierSignature == nil)
      let file = try Self.store(old, in: folder)
      let found = try finished(in: folder)
      #expect(found.standing(of: run) == .stale(.beforeImages))
      #expect(found.file(of: run)?.lastPathComponent == file.lastPathComponent)
      #expect(
        found.notes(about: [run], rerun: RerunChoice.none) == [
          "1 of 1 finished run was made before images were looked at; --rerun stale runs it again"
        ])
      #expect(found.notes(about: [run], rerun: .all).first?.hasSuffix("looked at; it runs again") == true)
      #expect(found.waiting(of: [run], rerun: .none) == [] && found.waiting(of: [run], rerun: .stale) == [run])
      try Self.store(run, in: folder)
      #expect(try finished(in: folder).standing(of: run) == .finished)
    }
  }

  // MARK: - What changed

  /// The notes of a sweep of a run whose specification was another when the result was made.
  private func notes(_ runs: [PlannedRun], _ change: (inout RunSpec) -> Void) throws -> [String] {
    try withTemporaryFolder { folder in
      for run in runs {
        var spec = run.spec
        change(&spec)
        try Self.store(run, in: folder, spec: spec)
      }
      return try finished(in: folder).changes(for: runs)
    }
  }

  /// A trained run and its data, pinned in all that can be.
  private func runs() throws -> [PlannedRun] {
    try TinyStudy.runs { $0.noiseRates = [0.2, 0.5] }.map { run in
      var spec = run.spec
      spec.dataset.imageChecksum = "new"
      spec.setup?.model.initialWeights = "new"
      return try PlannedRun(spec: spec, label: run.label, isStandIn: true)
    }
  }

  @Test func whatChangedIsSaidOnceForAllRuns() throws {
    let runs = try runs()
    func expect(_ texts: [String], _ change: (inout RunSpec) -> Void) throws {
      #expect(try notes(runs, change) == texts)
    }
    let end = "4 finished runs; they run again (the old results stay)"
    try expect(["the images of synth-pedes changed since \(end)"]) { $0.dataset.imageChecksum = "old" }
    try expect(["the annotations of synth-pedes changed since \(end)"]) {
      // With other captions come other pairings and another vocabulary.
      ($0.dataset.annotationChecksum, $0.noise.indexChecksum) = ("old", "old")
      $0.setup?.model.vocabularySize -= 1
    }
    try expect(["the annotations of synth-pedes changed since \(end)"]) {
      // A result of before images were looked at.
      ($0.dataset.annotationChecksum, $0.dataset.imageChecksum) = ("old", nil)
    }
    try expect([
      "the annotations of synth-pedes changed since \(end)", "the images of synth-pedes changed since \(end)",
    ]) { ($0.dataset.annotationChecksum, $0.dataset.imageChecksum) = ("old", "old") }
    try expect(["the noise of shuffle is another than that of \(end)"]) { $0.noise.indexChecksum = "old" }
    try expect(["the weights that training starts from are others than those of \(end)"]) {
      $0.setup?.model.initialWeights = "old"
    }
    let each = "2 finished runs; they run again (the old results stay)"
    try expect(["irra-sdm", "rde-tal"].map { "the code of \($0) is of another revision than that of \(each)" }) {
      $0.method.revision += 7
    }
    // What was asked for is no change of contents.
    try expect([]) { $0.setup?.recipe.epochs += 1 }
    try expect([]) { ($0.dataset.imageChecksum, $0.threads) = ("old", 7) }
    try expect([]) { $0.setup?.model.initialWeights = ModelSpec.randomWeights }
    try expect([]) { $0.setup?.model.vocabularySize -= 1 }
  }

  @Test func filesOfACommandAreNamed() throws {
    try withTemporaryFolder { folder in
      let script = folder.appending(path: "m.py")
      try Data("print(1)".utf8).write(to: script)
      let run = try #require(
        try TinyStudy.runs {
          $0.methods = ["external"]
          $0.external = try? ExternalCommand(commandLine: "python3 m.py", directory: folder)
        }.first)
      func files(_ value: JSONValue) -> (inout RunSpec) -> Void {
        { $0.method.configuration = .object(["command": .string("python3 m.py"), "files": value]) }
      }
      let end = "1 finished run; it runs again (the old result stays)"
      #expect(try notes([run], files(.object(["m.py": .string("old")]))) == ["m.py changed since \(end)"])
      #expect(try notes([run], files(.object([:]))) == ["m.py was not looked at for \(end)"])
      guard case .object(let configuration) = run.spec.method.configuration,
        case .object(var pinned)? = configuration["files"]
      else { return #expect(Bool(false)) }
      pinned["n.py"] = .string("old")
      #expect(try notes([run], files(.object(pinned))) == ["n.py is no file any more, as it was for \(end)"])
      let other: (inout RunSpec) -> Void = {
        $0.method.configuration = .object(["command": .string("python3 m.py -v"), "files": .object([:])])
      }
      #expect(try notes([run], other) == [])
    }
  }

  /// Only finished results are told of, and only in the place of runs that are not finished themselves.
  @Test func whatFailedOrIsThereSaysNothing() throws {
    try withTemporaryFolder { folder in
      let run = try #require(try runs().first)
      var old = run.spec
      old.dataset.imageChecksum = "old"
      let file = try Self.store(run, in: folder, spec: old, outcome: .failed("no"))
      #expect(try finished(in: folder).changes(for: [run]) == [])
      try Self.store(run, in: folder, spec: old)
      #expect(try finished(in: folder).changes(for: [run]).count == 1)
      // Of several results the nearest.
      old.dataset.annotationChecksum = "old"
      try Self.store(run, in: folder, spec: old)
      #expect(
        try finished(in: folder).changes(for: [run]).map { $0.prefix(30) } == ["the images of synth-pedes chan"])
      try Self.store(run, in: folder)
      #expect(try finished(in: folder).changes(for: [run]) == [])
      #expect(FileManager.default.fileExists(atPath: file.path))
    }
  }
}
