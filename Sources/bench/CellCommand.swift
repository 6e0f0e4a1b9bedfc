import ArgumentParser
import Foundation
import Sweep
import Synchronization

extension Bench {
  /// Runs one cell, as the processes of a sweep do.
  struct Cell: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Run one cell of a sweep from its file (RESULTS/cells/NAME.json).",
      discussion: "A sweep starts this in a process of its own for every cell; use it to repeat a cell alone.")

    @Argument(help: "The cell's file.", completion: .file(extensions: ["json"]))
    var file: String

    func run() throws {
      let task = try CellTask.read(URL(filePath: file))
      let stop = StopFlag()
      let interrupt = onInterrupt { stop.raise() }
      defer { interrupt.cancel() }
      try CellRunner(task, shouldStop: { stop.isRaised }) { event in
        if case .note(let text) = event {
          // The log of a sweep's cell is its error output.
          FileHandle.standardError.write(Data((text + "\n").utf8))
        } else if let line = try? event.line() {
          FileHandle.standardOutput.write(Data((line + "\n").utf8))
        }
      }.run()
    }
  }
}

/// A wish to stop, raised by a signal and read by the training thread.
final class StopFlag: Sendable {
  private let raised = Mutex(false)

  var isRaised: Bool { raised.withLock { $0 } }

  func raise() { raised.withLock { $0 = true } }
}
