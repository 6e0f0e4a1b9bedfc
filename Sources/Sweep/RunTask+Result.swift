import ResultStore
import Studies

extension RunTask {
  /// Whether the run's result is on disk, whatever became of its process afterwards: results are written whole or not at
  /// all, and a crash on the way out must not cost one.
  var isFinished: Bool {
    guard let record = try? ResultStore.read(workspace.resultFile(of: run), including: .summary) else { return false }
    return record.outcome == .finished && record.signature == run.signature
  }
}
