import BenchCore

/// Devices that were asked for and cannot be used.
package enum DeviceFailure: BenchFailure, Equatable {
  /// There is none.
  case none(CUDASupport)
  /// There are others.
  case missing(index: Int, count: Int)

  package var problem: String {
    switch self {
    case .none(let support): "no CUDA device can be used: \(support.reason) (\(support.versions))"
    case .missing(let index, let count):
      "there is no device cuda:\(index): libtorch can use \(count) of them, from cuda:0"
    }
  }

  package var remedy: String? {
    switch self {
    case .none(let support): support.remedy
    case .missing: "name another"
    }
  }
}
