/// The version of this tool, stored with results.
package enum ToolVersion {
  /// Semantic version.
  package static let current = "0.1.0"
}
