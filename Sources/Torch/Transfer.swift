internal import CTorch

/// Copies of tensors on their way to a device, made beside what the device computes.
///
/// Uses a stream of the device for copies where there is one (CUDA); else copies come in the order of all other work.
final class Transfer {
  private let handle: ct_transfer

  init(to device: Device) throws {
    var out = ct_transfer(pointer: nil)
    try check("transfer", ct_transfer_create(device.raw, &out))
    handle = out
  }

  deinit { ct_transfer_release(handle) }

  /// Begins the copy of a tensor on the CPU; what it returns must not be used before `finish()`.
  func add(_ tensor: Tensor) throws -> Tensor {
    try Tensor.made("transfer", tensor) { ct_transfer_add(handle, tensor.handle, $0) }
  }

  /// Lets what the device is told from now on wait for the copies. The host does not wait.
  func finish() throws { try check("transfer", ct_transfer_finish(handle)) }
}
