import BenchCore

/// A setting for a cluster that makes no sense.
package enum ClusterFailure: BenchFailure, Equatable {
  case wrongValue(key: String, value: String, expected: String)

  package var problem: String {
    switch self {
    case .wrongValue(let key, let value, let expected): "--\(key) must be \(expected), not `\(value)`"
    }
  }
}
