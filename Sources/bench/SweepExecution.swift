import ArgumentParser
import Foundation
import Sweep

/// Runs cells with a display; Ctrl-C stops it and keeps what is finished.
struct SweepExecution {
  let cells: [StudyCell]
  let workspace: CellWorkspace
  let jobs: Int

  /// Runs what is not finished.
  ///
  /// - Throws: `ExitCode` 1 if a cell failed, 130 after Ctrl-C; both were told about already.
  func run() async throws {
    let runner = SweepRunner(executable: Bench.executablePath, workspace: workspace, jobs: jobs)
    let display = SweepDisplay(cellCount: cells.count)
    let sweep = Task { try await runner.run(cells) { event in await display.show(event) } }
    let interrupt = onInterrupt { sweep.cancel() }
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
