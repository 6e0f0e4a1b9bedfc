import BenchCore
import Foundation
import Studies

/// Which code saved a state: it must be the same that goes on.
struct ToolRevision: Codable, Sendable, Equatable {
  var version: String
  /// As in results: with `-dirty` where files had changed; `nil` where it is unknown.
  var commit: String?
  /// SHA-256 of the executable.
  var executable: String?

  /// The code of this process, built at a commit.
  init(commit: String?) {
    version = ToolVersion.current
    self.commit = commit
    executable = Self.runningExecutable
  }

  /// Hashed once: it has some hundred megabytes in debug builds.
  private static let runningExecutable: String? = {
    var digest = ContentDigest()
    guard (try? digest.update(contentsOf: URL(filePath: "/proc/self/exe"))) != nil else { return nil }
    return digest.hexadecimal
  }()

  /// Whether both are the same code: one executable, or two that were built at the same commit without changes.
  func isSameCode(as other: ToolRevision) -> Bool {
    guard version == other.version else { return false }
    if let commit, commit == other.commit, !commit.hasSuffix("-dirty") { return true }
    return executable != nil && executable == other.executable
  }

  /// Such as `version 0.1.0 at commit 2e927a6f0c1d (executable 91ab03c2)`.
  var title: String {
    "version \(version) at " + (commit.map { "commit \($0)" } ?? "an unknown commit")
      + (executable.map { " (executable \($0.prefix(8)))" } ?? "")
  }
}
