/// Which code a process is of, as its build wrote it down.
package struct ToolCode: Codable, Sendable, Hashable {
  /// The commit, with `-dirty` where files had changed; `nil` where the build was of no repository.
  package var commit: String?
  /// SHA-256 over the sources that can change a number; `nil` where it is unknown.
  package var sources: String?

  /// Names the code.
  package init(commit: String? = nil, sources: String? = nil) {
    self.commit = commit
    self.sources = sources
  }
}
