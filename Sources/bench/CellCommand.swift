import ArgumentParser
import Foundation
import Methods
import Sweep
import Synchronization

extension Bench {
  /// Runs one cell, as the processes of a sweep do.
  struct Cell: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Run one cell of a sweep from its file (RESULTS/cells/NAME.json).",
      discussion: "A sweep starts this in a process of its own for every cell; use it to repeat a cell alone.")

    @Argument(help: "The cell's file.", completion: .file(extensions: ["json"]))
    var file: String

    func run() async throws {
      let task = try CellTask.read(URL(filePath: file))
      guard !ExternalMethod.isExternal(task.cell.spec.method) else { return try await runExternal(task) }
      let stop = StopFlag()
      let interrupt = onInterrupt { stop.raise() }
      defer { interrupt.cancel() }
      try CellRunner(task, shouldStop: { stop.isRaised }, report: Self.report).run()
    }

    /// Runs the command of an external method; Ctrl-C stops it with all the processes it has started.
    private func runExternal(_ task: CellTask) async throws {
      let work = Task { _ = try await ExternalRunner(task, report: Self.report, log: note).run() }
      let interrupt = onInterrupt { work.cancel() }
      defer { interrupt.cancel() }
      do {
        try await work.value
      } catch is CancellationError {
        note("interrupted")
        throw ExitCode(130)
      }
    }

    /// Writes an event for the process that started this one; notes go to the error output, a sweep's log of the cell.
    @Sendable private static func report(_ event: CellEvent) {
      if case .note(let text) = event {
        note(text)
      } else if let line = try? event.line() {
        FileHandle.standardOutput.write(Data((line + "\n").utf8))
      }
    }
  }
}

/// A wish to stop, raised by a signal and read by the training thread.
final class StopFlag: Sendable {
  private let raised = Mutex(false)

  var isRaised: Bool { raised.withLock { $0 } }

  func raise() { raised.withLock { $0 = true } }
}
