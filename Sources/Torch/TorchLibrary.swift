import BenchCore
internal import CTorch

/// Process-wide settings of libtorch.
package enum TorchLibrary {
  /// The version of libtorch that this program was built with, such as `2.13.0`: the only one that it loads. Known also
  /// where there is none.
  package static var builtVersion: String { String(cString: ct_built_version()) }

  /// Why there is no libtorch, which the first call of this and of anything below loads; `nil` where there is.
  package static var failure: LibraryFailure? { LibraryFailure(ct_load().pointee) }

  /// The version of libtorch, such as `2.13.0`.
  ///
  /// - Throws: `LibraryFailure`.
  package static var version: String {
    get throws(LibraryFailure) {
      if let failure { throw failure }
      return String(cString: ct_loaded_version())
    }
  }

  /// The file of the library that computes matrix products, such as `libtorch_cpu.so` for its built-in MKL.
  ///
  /// Another library with the same symbols (OpenBLAS) must not take its place: it would ignore `setThreads`.
  package static var matrixLibrary: String { String(cString: ct_matrix_library()) }

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

  /// Makes operations that have no deterministic implementation throw `TorchFailure` of the kind `notDeterministic`.
  ///
  /// To be called before a device is used: cuBLAS is told as it starts.
  package static func setDeterministic(_ deterministic: Bool) throws {
    try check("set_deterministic", ct_set_deterministic(deterministic))
  }

  /// Whether `setDeterministic` was told so.
  package static var isDeterministic: Bool {
    get throws {
      var deterministic = false
      try check("deterministic", ct_deterministic(&deterministic))
      return deterministic
    }
  }

  /// Lets a GPU round the factors of single-precision products and convolutions to 10 bits, or not.
  ///
  /// libtorch itself allows it for convolutions.
  package static func setTF32(_ allowed: Bool) throws { try check("set_tf32", ct_set_tf32(allowed)) }

  /// What `setTF32` was told, as cuBLAS and cuDNN hear it.
  package static var allowsTF32: (products: Bool, convolutions: Bool) {
    get throws {
      var (products, convolutions) = (false, false)
      try check("tf32", ct_tf32(&products, &convolutions))
      return (products, convolutions)
    }
  }

  /// The most bytes that tensors had at any time on a device; `nil` for the CPU and where nothing counts them.
  package static func peakMemoryBytes(on device: Device) throws -> Int? {
    var bytes: Int64 = 0
    try check("peak_memory", ct_peak_memory(device.raw, &bytes))
    return bytes < 0 ? nil : Int(bytes)
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
  guard status == 0 else { throw failure(status, operation, operands) }
}

/// The `TorchFailure` of a call, or the `LibraryFailure` where there is no libtorch to call; must follow the call directly.
func failure(_ status: Int32, _ operation: String, _ operands: [Tensor]) -> any BenchFailure {
  TorchLibrary.failure ?? TorchFailure(status: status, operation: operation, operands)
}

func check(_ operation: String, _ status: Int32) throws {
  try check(operation, status: status)
}
