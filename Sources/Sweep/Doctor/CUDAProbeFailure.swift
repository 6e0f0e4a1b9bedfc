import BenchCore

/// Why a process that was asked what libtorch can do with CUDA gave no answer.
package enum CUDAProbeFailure: BenchFailure, Equatable {
  /// It said something else.
  case unreadable(String)
  /// It ended with another status than 0; what it printed, else the status.
  case ended(String)
  /// It did not end.
  case silent

  package var problem: String {
    switch self {
    case .unreadable(let text): "libtorch's answer about CUDA cannot be read: \(text.firstLine)"
    case .ended(let text): "libtorch's CUDA library ends its process: \(text.firstLine)"
    case .silent: "libtorch does not answer whether it can use a GPU"
    }
  }

  package var remedy: String? {
    switch self {
    case .unreadable: "use --device cpu"
    case .ended: "use a libtorch for a CUDA version that the driver knows, or --device cpu"
    case .silent: "restart the driver (nvidia-smi -r), or use --device cpu"
    }
  }
}

extension String {
  /// Its start, since a program that crashes may print pages.
  fileprivate var firstLine: String { String((split(whereSeparator: \.isNewline).first ?? "").prefix(200)) }
}
