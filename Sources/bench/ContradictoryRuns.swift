import BenchCore
import Reports
import ResultStore

extension StoredRun {
  /// The run, marked in tables where its file contradicts itself as far as it was read, with a warning for each part that does.
  func markingContradictions() -> StoredRun {
    let found = record.contradictions()
    guard !found.isEmpty else { return self }
    for sentence in Contradiction.sentences(found) { note("warning: \(file.relativePath): \(sentence)") }
    var marked = self
    marked.record.contradictoryFile = file.lastPathComponent
    return marked
  }
}
