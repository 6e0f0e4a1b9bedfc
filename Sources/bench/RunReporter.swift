import Foundation
import Sweep

/// Tells what happens in a run's process: events to the process that started it, notes to the error output, which is a
/// sweep's log of the run.
struct RunReporter: Sendable {
  init(_ task: RunTask) {}

  @Sendable func report(_ event: RunEvent) {
    if case .note(let text) = event {
      note(text)
    } else if let line = try? event.line() {
      Output.write(line + "\n", to: STDOUT_FILENO)
    }
  }
}
