internal import CTorch

/// Where a tensor lives and is computed with.
package enum Device: Sendable, Hashable, CustomStringConvertible {
  case cpu
  /// A CUDA device by its index.
  case cuda(Int)

  /// `cpu`, or `cuda:0`.
  package var description: String {
    switch self {
    case .cpu: "cpu"
    case .cuda(let index): "cuda:\(index)"
    }
  }

  var raw: ct_device {
    switch self {
    case .cpu: ct_device(is_cuda: false, index: 0)
    case .cuda(let index): ct_device(is_cuda: true, index: Int32(truncatingIfNeeded: index))
    }
  }

  init(_ raw: ct_device) {
    self = raw.is_cuda ? .cuda(Int(raw.index)) : .cpu
  }
}
