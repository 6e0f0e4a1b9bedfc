import BenchCore
import Synchronization

/// Keeps account of a run in its process: its event log, and what TensorBoard shows of it.
package final class RunJournal: Sendable {
  private struct State {
    var progress: RunProgress
    var board: RunTensorBoard?
  }

  private let start = ContinuousClock.now
  private let log: RunEventLog
  private let state: Mutex<State>

  /// Prepares the files of a run, which the first events create.
  ///
  /// - Parameter note: Gets a line where one of them cannot be written.
  package init(_ task: RunTask, note: @escaping @Sendable (String) -> Void) {
    let workspace = task.workspace
    let recipe = task.run.spec.recipe
    log = RunEventLog(
      file: workspace.eventsFile(of: task.run), mayResume: workspace.hasState(of: task.run), note: note)
    state = Mutex(
      State(
        progress: RunProgress(epochs: recipe?.epochs ?? 1, batchSize: recipe?.batchSize ?? 0),
        board: workspace.tensorBoardDirectory.map { RunTensorBoard(task.run, directory: $0, note: note) }))
  }

  /// Takes account of an event; returns it with what is known beside it, such as an epoch's rate and the best one so far.
  package func take(_ event: RunEvent) -> RunEvent {
    let elapsed = (ContinuousClock.now - start).seconds
    let event = state.withLock { state in
      state.progress.take(event, at: elapsed)
      let event = state.progress.completed(event)
      state.board?.take(event)
      return event
    }
    log.append(event, elapsed: elapsed)
    return event
  }
}
