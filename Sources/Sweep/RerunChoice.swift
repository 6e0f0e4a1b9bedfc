/// Which finished runs a sweep runs again; a result stays until the new one takes its place.
package enum RerunChoice: String, Codable, Sendable, CaseIterable {
  case none
  /// Those that other code made, or that were made before images were looked at.
  case stale
  case all

  /// Whether a run of a standing is run again.
  package func includes(_ standing: FinishedRuns.Standing) -> Bool {
    switch (self, standing) {
    case (_, .notFinished), (.none, _), (.stale, .finished): false
    case (.stale, .stale), (.all, _): true
    }
  }
}
