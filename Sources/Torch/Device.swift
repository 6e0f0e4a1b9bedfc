internal import CTorch

/// Where a tensor lives and is computed with.
package enum Device: Sendable, Hashable, CustomStringConvertible {
  case cpu
  /// A CUDA device by its index.
  case cuda(Int)

  /// A device that a program registered with libtorch by itself, by its index; libtorch calls the kind `privateuseone`.
  ///
  /// Tests register a stand-in for a GPU.
  case privateUse(Int)

  /// `cpu`, `cuda:0` or `privateuseone:0`.
  package var description: String {
    switch self {
    case .cpu: "cpu"
    case .cuda(let index): "cuda:\(index)"
    case .privateUse(let index): "privateuseone:\(index)"
    }
  }

  var raw: ct_device {
    switch self {
    case .cpu: ct_device(kind: CT_CPU, index: 0)
    case .cuda(let index): ct_device(kind: CT_CUDA, index: Int32(truncatingIfNeeded: index))
    case .privateUse(let index): ct_device(kind: CT_PRIVATE_USE, index: Int32(truncatingIfNeeded: index))
    }
  }

  init(_ raw: ct_device) {
    self =
      switch raw.kind {
      case CT_CUDA: .cuda(Int(raw.index))
      case CT_PRIVATE_USE: .privateUse(Int(raw.index))
      default: .cpu
      }
  }

  /// The device of a specification, which names the kind only: `cpu`, `cuda` or `privateuseone`; `nil` for another name.
  package init?(kind: String, index: Int) {
    switch kind {
    case "cpu": self = .cpu
    case "cuda": self = .cuda(index)
    case "privateuseone": self = .privateUse(index)
    default: return nil
    }
  }

  /// Refuses a CUDA device that libtorch cannot use.
  ///
  /// - Throws: `DeviceFailure`.
  package func checkUsable(_ support: () throws -> CUDASupport = CUDASupport.here) throws {
    guard case .cuda(let index) = self else { return }
    let found = try support()
    guard found.isUsable else { throw DeviceFailure.none(found) }
    guard (0..<found.deviceCount).contains(index) else {
      throw DeviceFailure.missing(index: index, count: found.deviceCount)
    }
  }
}
