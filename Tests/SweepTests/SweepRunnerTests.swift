import BenchCore
import Foundation
import ResultStore
import Sweep
import TestSupport
import Testing

/// What a sweep makes of processes that die; scripts stand in for `bench`.
@Suite struct SweepRunnerTests {
  /// Runs one cell with a shell script as its process.
  private func sweep(_ script: String, cell: StudyCell, in folder: URL) async throws -> SweepRunner.Summary {
    let executable = folder.appending(path: "process.sh")
    try Data("#!/bin/sh\n\(script)\n".utf8).write(to: executable)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: executable.path)
    let runner = SweepRunner(executable: executable.path, workspace: TinyStudy.workspace(folder), jobs: 1)
    return try await runner.run([cell]) { _ in }
  }

  private func temporaryFolder() throws -> URL {
    let folder = FileManager.default.temporaryDirectory.appending(path: "nc-bench-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    return folder
  }

  @Test func aKilledProcessIsAFailedCellThatIsTriedAgain() async throws {
    let folder = try temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let cell = try #require(try TinyStudy.cells().first)
    for _ in 0..<2 {
      let summary = try await sweep("echo last words >&2; kill -9 $$", cell: cell, in: folder)
      #expect(summary.skipped == 0)
      let reason = try #require(summary.failures[cell.name])
      #expect(reason.contains("signal 9") && reason.contains("last words"), "\(reason)")
    }
    let (runs, _) = try ResultStore.list(directory: TinyStudy.workspace(folder).resultsDirectory)
    #expect(runs.map(\.record.signature) == [cell.signature])
    #expect(runs.allSatisfy { $0.record.outcome != .finished })
  }

  @Test func aResultSurvivesTheDeathOfItsProcess() async throws {
    let folder = try temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let cell = try #require(try TinyStudy.cells { $0.epochs = 1 }.first)
    let elsewhere = TinyStudy.workspace(folder, results: "elsewhere")
    try CellRunner(CellTask(cell: cell, workspace: elsewhere)).run()
    let result = TinyStudy.workspace(folder).resultFile(of: cell)
    let script = "cp '\(elsewhere.resultFile(of: cell).path)' '\(result.path)'; kill -9 $$"
    let summary = try await sweep(script, cell: cell, in: folder)
    #expect(summary.finished == 1 && summary.failures.isEmpty)
    #expect(try ResultStore.read(result).outcome == .finished)
  }
}
