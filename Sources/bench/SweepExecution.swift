import ArgumentParser
import Foundation
import Studies
import Sweep

/// Runs runs with a display; Ctrl-C stops it and keeps what is finished.
struct SweepExecution {
  let workspace: RunWorkspace
  let executor: any RunExecutor

  init(workspace: RunWorkspace, executor: any RunExecutor) {
    self.workspace = workspace
    self.executor = executor
  }

  /// On this machine.
  init(workspace: RunWorkspace, jobs: Int = 1) {
    self.init(workspace: workspace, executor: LocalExecutor(executable: Bench.executablePath, jobs: jobs))
  }

  private var runner: SweepRunner { SweepRunner(workspace: workspace, executor: executor) }

  /// The runs that are in the results folder already.
  func finishedRuns() throws -> FinishedRuns { try runner.finishedRuns() }

  /// Runs what is not finished.
  ///
  /// - Parameter rerun: As `SweepRunner.run`.
  /// - Throws: `ExitCode` 1 if a run failed, 75 if one was stopped before its end or is executed by another sweep, 130 after
  ///   Ctrl-C; all were told about already.
  func run(_ plan: StudyPlan, rerun: RerunChoice? = nil) async throws {
    let runner = runner
    let tasks = plan.tasks(in: workspace)
    try await show(tasks.map(\.run)) { try await runner.run(tasks, rerun: rerun, report: $0) }
  }

  /// Follows the runs that earlier sweeps left to its executor.
  ///
  /// - Throws: As `run(_:)`, and `SlurmFailure.nothingToFollow`.
  func attach() async throws {
    let runner = runner
    let runs = try SlurmSubmission.tasks(in: workspace.resultsDirectory).tasks.map(\.run)
    try await show(runs) { try await runner.attach(report: $0) }
  }

  private func show(
    _ runs: [PlannedRun],
    _ run:
      @escaping @Sendable (@escaping @Sendable (SweepRunner.Event) async -> Void) async throws -> SweepRunner.Summary
  ) async throws {
    let display = SweepDisplay(runs)
    let sweep = Task { try await run { event in await display.show(event) } }
    let interrupt = InterruptHandler { insists in
      // Their lifelines end with this process, and the runs with them.
      if insists { _exit(130) }
      // First of all: what is said may find nobody to take it.
      sweep.cancel()
      if !executor.outlivesSweep {
        note("stopping: the runs under way save their state; Ctrl-C again leaves at once")
      }
    }
    defer { interrupt.cancel() }
    do {
      let summary = try await sweep.value
      await display.finish(summary)
      guard summary.failures.isEmpty else { throw ExitCode(1) }
      guard summary.unfinished == 0 else { throw ExitCode(RunExit.interrupted.rawValue) }
    } catch is CancellationError {
      await display.interrupted(goesOn: executor.outlivesSweep)
      throw ExitCode(130)
    }
  }
}

extension Bench {
  /// The path of the running executable, for the processes of runs.
  static var executablePath: String { ToolProgram.path }
}
