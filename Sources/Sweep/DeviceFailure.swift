import BenchCore

/// Devices that were asked for and cannot be used.
package enum DeviceFailure: BenchFailure, Equatable {
  case none
  case missing(index: Int, count: Int)

  package var problem: String {
    switch self {
    case .none: "there is no CUDA device that libtorch can use; nothing was started"
    case .missing(let index, let count):
      "there is no device cuda:\(index): libtorch can use \(count) of them, from cuda:0; nothing was started"
    }
  }

  package var remedy: String? {
    switch self {
    case .none: "use --device cpu, or a libtorch with CUDA and its driver"
    case .missing: "name others with --devices"
    }
  }
}
