package import BenchCore

/// Runs that cannot be compared.
package enum ComparedRunFailure: BenchFailure, Equatable {
  case failed(String, reason: String)
  case noCheckpoint(String, CheckpointName)
  case damaged(String, ranks: Int, queries: Int)
  case otherTestSet(String, String, reason: String)

  package var problem: String {
    switch self {
    case .failed(_, let reason): "the run failed, so there is nothing to compare: \(reason)"
    case .noCheckpoint(_, let name): "the run has no checkpoint `\(name.rawValue)`"
    case .damaged(_, let ranks, let queries): "the file has ranks of \(ranks) queries and identities of \(queries)"
    case .otherTestSet(_, _, let reason): "the runs were measured on different test sets: \(reason)"
    }
  }

  package var location: String? {
    switch self {
    case .failed(let file, _), .noCheckpoint(let file, _), .damaged(let file, _, _): file
    case .otherTestSet(let first, let second, _): "\(first) and \(second)"
    }
  }

  package var remedy: String? {
    switch self {
    case .failed, .damaged: "run it again"
    case .noCheckpoint(_, let name): "compare the other one: --checkpoint \(name == .best ? "last" : "best")"
    case .otherTestSet: "compare runs on the same split of the same dataset"
    }
  }
}
