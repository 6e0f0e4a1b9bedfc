internal import CTorch

/// Process-wide settings of libtorch.
package enum TorchLibrary {
  /// The version of libtorch, such as `2.13.0`.
  package static var version: String { String(cString: ct_version()) }

  /// The file of the library that computes matrix products, such as `libtorch_cpu.so` for its built-in MKL.
  ///
  /// Another library with the same symbols (OpenBLAS) must not take its place: it would ignore `setThreads`.
  package static var matrixLibrary: String { String(cString: ct_matrix_library()) }

  /// Whether a CUDA device can be used; loads libtorch's CUDA library when it is installed.
  package static func hasCUDA() throws -> Bool {
    var available = false
    try check("cuda_available", ct_cuda_available(&available))
    return available
  }

  /// The number of CUDA devices that can be used.
  package static func deviceCount() throws -> Int {
    var count: Int32 = 0
    try check("cuda_device_count", ct_cuda_device_count(&count))
    return Int(count)
  }

  /// The instructions that libtorch's own CPU kernels use on this machine, such as `AVX2`.
  package static var cpuCapability: String { String(cString: ct_cpu_capability()) }

  /// What the driver calls a CUDA device, such as `NVIDIA H200`; `nil` for the CPU and where no driver answers.
  package static func name(of device: Device) throws -> String? {
    var buffer = [CChar](repeating: 0, count: 256)
    try check("device_name", ct_device_name(device.raw, &buffer, Int32(buffer.count)))
    let name = String(decoding: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    return name.isEmpty ? nil : name
  }

  /// Sets the number of threads one operation may use. Another number rounds sums differently.
  package static func setThreads(_ count: Int) throws {
    guard count > 0, let count = Int32(exactly: count) else {
      throw TorchFailure(operation: "set_threads", cause: "\(count) is not a number of threads")
    }
    try check("set_threads", ct_set_threads(count))
  }

  /// Whether operations on this thread are recorded for gradients.
  package static var recordsGradients: Bool { ct_gradients_enabled() }

  /// Makes operations that have no deterministic implementation throw.
  package static func setDeterministic(_ deterministic: Bool) throws {
    try check("set_deterministic", ct_set_deterministic(deterministic))
  }
}

/// Runs `body` without recording operations for gradients.
package func withoutGradients<Result>(_ body: () throws -> Result) rethrows -> Result {
  let before = TorchLibrary.recordsGradients
  ct_set_gradients_enabled(false)
  defer { ct_set_gradients_enabled(before) }
  return try body()
}

/// Throws the message that the failing call left on this thread; must follow the call directly.
func check(_ operation: String, _ operands: Tensor..., status: Int32) throws {
  guard status != 0 else { return }
  // The message first: describing operands makes calls of its own.
  let cause = String(cString: ct_last_error())
  throw TorchFailure(operation: operation, operands: operands.map(\.description), cause: cause)
}

func check(_ operation: String, _ status: Int32) throws {
  try check(operation, status: status)
}
