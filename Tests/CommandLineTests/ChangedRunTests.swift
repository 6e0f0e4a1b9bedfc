import BenchCore
import DataTestSupport
import Datasets
import Foundation
import ResultStore
import Studies
import TestSupport
import Testing

@testable import bench

/// The next sweep says what changed since the last one, and runs what it must; a quick command stands in for training.
@Suite struct ChangedRunTests {
  private static let script = """
    if os.path.exists("fail"): sys.exit("told to fail")
    write(rows("test_queries"), rows("test_gallery"))
    """

  /// A folder with a dataset, a command below a path with spaces, and the results of a sweep of two runs of it.
  private func withFinishedSweep(_ body: (URL) throws -> Void) throws {
    try withTemporaryFolder { folder in
      try TinyData.copy(to: folder.appending(path: "data"))
      try ExternalScript.write(Self.script, to: folder.appending(path: "my dir/m.py"))
      let first = try sweep(in: folder)
      #expect(first.code == 0 && first.errors.contains("2 runs done, 0 finished before, 0 failed"), "\(first.errors)")
      #expect(first.errors.contains("note: pinned: my dir/m.py\n"), "\(first.errors)")
      try body(folder)
    }
  }

  private func sweep(_ more: String..., in folder: URL) throws -> BenchProcess.Result {
    try BenchProcess(
      [
        "sweep", "--methods", "external", "--command", "python3 -S -E 'my dir/m.py'", "--label", "Mine", "--data-root",
        "data", "--results", "out", "--noise", "0,50", "--epochs", "1", "--device", "cpu", "--jobs", "2",
      ] + more, in: folder
    ).finished()
  }

  private func results(in folder: URL) throws -> [StoredRun] {
    let (runs, skipped) = try ResultStore.list(directory: folder.appending(path: "out"), including: .all)
    #expect(skipped.isEmpty)
    return runs
  }

  /// A loss that was edited and built again has another digest: here it is the result that gets one.
  @Test func aResultOfOtherCodeIsListedAndRunAgain() throws {
    try withFinishedSweep { folder in
      var stored = try #require(try results(in: folder).first)
      #expect(stored.record.provenance.sources == ToolCode.current.sources)
      #expect(stored.record.provenance.commit == ToolCode.current.commit)
      stored.record.provenance.sources = String(repeating: "12", count: 32)
      stored.record.provenance.commit = "123456789abc"
      try ResultStore.write(stored.record, to: stored.file)

      let plan = try sweep("--dry-run", in: folder)
      #expect(plan.output.contains(" · 0% · seed 1  (finished by other code: commit 123456789abc)\n"), "\(plan.output)")
      #expect(plan.output.contains(" · 50% · seed 1  (finished)\n"), "\(plan.output)")
      #expect(plan.output.hasSuffix("\n2 runs, 2 finished in out, 0 to run\n"))
      let summary = "1 of 2 finished runs was made by other code (1 at commit 123456789abc)"
      #expect(plan.errors.contains("note: \(summary); --rerun stale runs it again\n"), "\(plan.errors)")
      let again = try sweep("--dry-run", "--rerun", "stale", in: folder)
      #expect(again.output.contains("commit 123456789abc; to run again)\n") && again.output.hasSuffix(" 1 to run\n"))
      let plain = try sweep(in: folder)
      #expect(
        plain.errors.contains(summary) && plain.errors.contains("0 runs done, 2 finished before"), "\(plain.errors)")

      // A failure costs nothing.
      let before = try Data(contentsOf: stored.file)
      try Data().write(to: folder.appending(path: "fail"))
      let failed = try sweep("--rerun", "stale", in: folder)
      #expect(failed.code == 1 && failed.errors.contains("told to fail"), "\(failed.errors)")
      #expect(failed.errors.contains("(the earlier result stays)"), "\(failed.errors)")
      #expect(try Data(contentsOf: stored.file) == before)
      try FileManager.default.removeItem(at: folder.appending(path: "fail"))

      let done = try sweep("--rerun", "stale", in: folder)
      #expect(done.code == 0 && done.errors.contains("1 runs done, 1 finished before, 0 failed"), "\(done.errors)")
      #expect(
        try results(in: folder).map(\.record.provenance.sources) == Array(repeating: ToolCode.current.sources, count: 2)
      )
      let last = try sweep("--rerun", "stale", "--dry-run", in: folder)
      #expect(last.output.hasSuffix("\n2 runs, 2 finished in out, 0 to run\n") && !last.errors.contains("other code"))
      let show = try BenchProcess.run("show", stored.file.path, in: folder)
      #expect(
        show.output.contains("sources \(try #require(ToolCode.current.sources).prefix(12))), libtorch"),
        "\(show.output)")
    }
  }

  @Test func anEditedScriptBelowAPathWithSpacesIsAnotherRun() throws {
    try withFinishedSweep { folder in
      try ExternalScript.write(Self.script + "\n# edited", to: folder.appending(path: "my dir/m.py"))
      let note = "note: my dir/m.py changed since 2 finished runs; they run again (the old results stay)\n"
      let plan = try sweep("--dry-run", in: folder)
      #expect(
        plan.errors.contains(note) && plan.output.hasSuffix("2 runs, 0 finished in out, 2 to run\n"), "\(plan.errors)")
      let next = try sweep(in: folder)
      #expect(next.errors.contains(note) && next.errors.contains("2 runs done, 0 finished before"), "\(next.errors)")
      #expect(try results(in: folder).count == 4)
      #expect(!(try sweep(in: folder).errors.contains("changed since")))
    }
  }

  @Test func reorderedAnnotationsAreAnotherRun() throws {
    try withFinishedSweep { folder in
      let file = try DatasetRegistry.info(named: DatasetInfo.synthPEDES.id)
        .annotationFile(dataRoot: folder.appending(path: "data"))
      let records = try #require(JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [Any])
      try JSONSerialization.data(withJSONObject: Array(records.reversed())).write(to: file)
      let note =
        "note: the annotations of synth-pedes changed since 2 finished runs; they run again (the old results stay)\n"
      let next = try sweep(in: folder)
      #expect(next.errors.contains(note) && next.errors.contains("2 runs done, 0 finished before"), "\(next.errors)")
    }
  }

  @Test func aCommandThatNamesNoFileIsSaidToBeUnpinned() throws {
    try withTemporaryFolder { folder in
      try TinyData.copy(to: folder.appending(path: "data"))
      let result = try BenchProcess.run(
        "sweep", "--methods", "external", "--command", "true", "--data-root", "data", "--results", "out", "--dry-run",
        in: folder)
      #expect(result.errors.contains("note: nothing is pinned: the command `true` names no file"), "\(result.errors)")
    }
  }
}
