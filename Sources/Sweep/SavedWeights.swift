import BenchCore

/// Which weights of a run are kept as files.
package enum SavedWeights: String, Codable, Sendable, CaseIterable {
  case none, best, last, both

  /// Whose they are.
  var checkpoints: [CheckpointName] {
    switch self {
    case .none: []
    case .best: [.best]
    case .last: [.last]
    case .both: CheckpointName.allCases
    }
  }

  /// These and others.
  func adding(_ others: [CheckpointName]) -> SavedWeights {
    let all = Set(checkpoints).union(others)
    return SavedWeights.allCases.first { Set($0.checkpoints) == all } ?? self
  }
}
