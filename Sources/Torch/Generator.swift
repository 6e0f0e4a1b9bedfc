internal import CTorch

/// A seeded source of random tensors. Always draws on the CPU, so a seed gives the same numbers on every device.
package final class Generator {
  let handle: ct_generator

  /// Creates a generator (Mersenne Twister, as `torch.Generator().manual_seed(seed)`).
  package init(seed: UInt64) throws {
    var out = ct_generator(pointer: nil)
    try check("generator", ct_generator_create(seed, &out))
    handle = out
  }

  deinit { ct_generator_release(handle) }

  /// Normal numbers, float32.
  package func normal(_ shape: [Int], mean: Double = 0, standardDeviation: Double = 1) throws -> Tensor {
    let standard = try Tensor.made("randn") { ct_randn(shape.map(Int64.init), Int32(shape.count), handle, $0) }
    if mean != 0 || standardDeviation != 1 { try standard.scale(by: standardDeviation, adding: mean) }
    return standard
  }

  /// Uniform numbers in `[low, high)`, float32.
  package func uniform(_ shape: [Int], low: Double = 0, high: Double = 1) throws -> Tensor {
    let standard = try Tensor.made("rand") { ct_rand(shape.map(Int64.init), Int32(shape.count), handle, $0) }
    if low != 0 || high != 1 { try standard.scale(by: high - low, adding: low) }
    return standard
  }
}

extension Tensor {
  /// `self * factor + offset`, in place: the initial values of a large model need no second copy.
  fileprivate func scale(by factor: Double, adding offset: Double) throws {
    try check("scale", self, status: ct_scale_in_place(handle, factor, offset))
  }
}
