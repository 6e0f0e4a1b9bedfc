import Synchronization

/// Remembers what was said of which weights and datasets, so that a suite of many datasets and studies says it once.
final class ToldWarnings: Sendable {
  private let known = Mutex<Set<[String]>>([])

  /// Whether there are warnings of a file or a dataset that were not told yet.
  func isNew(_ warnings: [String], of subject: String) -> Bool {
    !warnings.isEmpty && known.withLock { $0.insert([subject] + warnings).inserted }
  }
}
