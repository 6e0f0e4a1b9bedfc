import ArgumentParser
import Foundation
import Studies
import Sweep

/// Runs runs with a display; Ctrl-C stops it and keeps what is finished.
struct SweepExecution {
  let workspace: RunWorkspace
  let jobs: Int

  private var runner: SweepRunner {
    SweepRunner(
      workspace: workspace, executor: LocalExecutor(executable: Bench.executablePath, jobs: jobs))
  }

  /// The runs that are in the results folder already.
  func finishedSignatures() throws -> Set<String> { try runner.finishedSignatures() }

  /// Runs what is not finished.
  ///
  /// - Throws: `ExitCode` 1 if a run failed, 130 after Ctrl-C; both were told about already.
  func run(_ plan: StudyPlan) async throws {
    let runner = runner
    let tasks = plan.tasks(in: workspace)
    let display = SweepDisplay(tasks.map(\.run))
    let sweep = Task { try await runner.run(tasks) { event in await display.show(event) } }
    let interrupt = InterruptHandler { sweep.cancel() }
    defer { interrupt.cancel() }
    do {
      let summary = try await sweep.value
      await display.finish(summary)
      guard summary.failures.isEmpty else { throw ExitCode(1) }
    } catch is CancellationError {
      await display.interrupted()
      throw ExitCode(130)
    }
  }
}

extension Bench {
  /// The path of the running executable, for the processes of runs.
  static var executablePath: String {
    (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? CommandLine.arguments[0]
  }
}
