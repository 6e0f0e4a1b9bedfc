import BenchCore
import Studies

/// Which code saved a state: it must be the same that goes on.
struct ToolRevision: Codable, Sendable, Equatable {
  var version: String
  /// As in results: with `-dirty` where files had changed; `nil` where it is unknown.
  var commit: String?
  /// SHA-256 over the sources that can change a number; `nil` in states of before it was recorded.
  var sources: String?

  /// The code of this process.
  init(_ code: ToolCode?) {
    version = ToolVersion.current
    commit = code?.commit
    sources = code?.sources
  }

  /// Whether both are built from the same sources, as far as they can change a number; libtorch is part of
  /// `MachineArithmetic`. Every `bench` knows its own.
  func isSameCode(as other: ToolRevision) -> Bool { version == other.version && sources == other.sources }

  /// Such as `version 0.1.0 at commit 2e927a6f0c1d (sources 91ab03c2)`.
  var title: String {
    "version \(version) at " + (commit.map { "commit \($0)" } ?? "an unknown commit")
      + (sources.map { " (sources \($0.prefix(12)))" } ?? "")
  }
}
