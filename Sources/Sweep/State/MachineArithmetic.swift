import Torch

/// What decides how a machine rounds: with another one training would go on, but not to the same bits.
struct MachineArithmetic: Codable, Sendable, Equatable {
  var libtorch: String
  /// The instructions of libtorch's CPU kernels, such as `AVX2`.
  var processor: String
  /// `cpu`, or the driver's name of the CUDA device.
  var device: String
  /// `ArithmeticProbe` on the device.
  var probe: String

  /// That of this process, after libtorch was told its number of threads.
  init(on device: Device) throws {
    libtorch = try TorchLibrary.version
    processor = TorchLibrary.cpuCapability
    self.device = device == .cpu ? "cpu" : try TorchLibrary.name(of: device) ?? "cuda"
    probe = try ArithmeticProbe.digest(on: device)
  }

  /// Such as `libtorch 2.13.0 with AVX2 on cpu (test computation 5f0c91aa)`.
  var title: String { "libtorch \(libtorch) with \(processor) on \(device) (test computation \(probe.prefix(8)))" }
}
