package import Studies

/// How a sweep gets its runs done: by processes of this machine, or by a cluster's scheduler.
package protocol RunExecutor: Sendable {
  /// The executor's name in `sweep.json`, such as `local`.
  var name: String { get }

  /// Whether the runs go on without the sweep.
  var outlivesSweep: Bool { get }

  /// Does all runs and reports each one's news in order; every run ends once. Cancelling the task stops the runs under way.
  ///
  /// - Throws: `CancellationError`, and what keeps all runs from being done.
  func run(_ tasks: [RunTask], report: @escaping @Sendable (RunNews) async -> Void) async throws
}

extension RunExecutor {
  /// They do not.
  package var outlivesSweep: Bool { false }
}

/// What an executor says of a run.
package enum RunNews: Sendable {
  case started(PlannedRun)
  case progress(PlannedRun, RunEvent)
  case ended(PlannedRun, RunEnding)
  /// A line about no run in particular.
  case note(String)
}

/// How a run ended.
package enum RunEnding: Sendable, Equatable {
  case finished
  /// It was stopped and can go on from its state.
  case interrupted
  /// Another sweep executes it.
  case heldElsewhere
  /// With the error, or the last lines of its output.
  case failed(String)
}
