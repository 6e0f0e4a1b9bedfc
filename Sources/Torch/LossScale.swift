internal import CTorch

/// The factor on a loss whose gradients go through half precision, so that small ones do not become 0.
///
/// Grows after 2000 good steps and shrinks after a step with gradients that are not finite, which changes nothing else.
/// The host never waits to learn it. A loss that is not finite itself skips its step too, and ends training where it is
/// read.
///
/// Source: `torch.amp.GradScaler` with its defaults.
package final class LossScale {
  /// The present factor, a float32 scalar.
  package let factor: Tensor
  /// Good steps since the factor last changed, an int32 scalar.
  package let goodSteps: Tensor

  package init(device: Device = .cpu) throws {
    factor = try .full([], 65536, device: device)
    goodSteps = try .zeros([], dtype: .int32, device: device)
  }

  /// Divides the gradients of parameters, each float32, by the factor.
  ///
  /// - Returns: A float32 scalar, 1 where a gradient is not finite, else 0.
  func unscale(_ parameters: [[Tensor]]) throws -> Tensor {
    let overflow = try Tensor.zeros([], device: factor.device)
    for parameters in parameters {
      try check(
        "unscale",
        ct_unscale_gradients(parameters.map(\.handle), Int32(parameters.count), factor.handle, overflow.handle))
    }
    return overflow
  }

  /// Changes the factor as the last step asks for.
  func update(overflow: Tensor) throws {
    try check("update_scale", factor, status: ct_update_loss_scale(factor.handle, goodSteps.handle, overflow.handle))
  }
}
