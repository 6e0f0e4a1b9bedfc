import Foundation
import Synchronization

/// Remembers what was said of which weights, so that a suite of many datasets and studies says it once.
final class ToldWarnings: Sendable {
  private let known = Mutex<Set<[String]>>([])

  /// Whether there are warnings of a file that were not told yet.
  func isNew(_ warnings: [String], of file: URL) -> Bool {
    !warnings.isEmpty && known.withLock { $0.insert([file.path] + warnings).inserted }
  }
}
