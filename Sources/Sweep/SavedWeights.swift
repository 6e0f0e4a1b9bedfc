/// Which weights of a run are kept as files.
package enum SavedWeights: String, Codable, Sendable, CaseIterable {
  case none, best, last, both
}
