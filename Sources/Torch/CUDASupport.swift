internal import CTorch
import Foundation

/// What libtorch can do with CUDA on this machine, and why it cannot do more.
package struct CUDASupport: Codable, Sendable, Equatable {
  /// The number of devices that libtorch can use.
  package var deviceCount: Int
  /// libtorch's version, such as `2.13.0`.
  var torch: String
  /// The CUDA version that libtorch was built for, such as `13.0`; `nil` where it is unknown or there is none.
  var builtFor: String?
  /// Where libtorch's CUDA library is looked for.
  var library = ""
  /// Whether it is there.
  var isInstalled = false
  /// Whether it could be loaded.
  var isLoaded = false
  /// What the dynamic loader or libtorch says against it; `nil` where they say nothing.
  var cause: String?
  /// The version of NVIDIA's driver, such as `580.65.06`; `nil` where none is loaded.
  var driver: String?
  /// The newest CUDA version that the driver knows.
  var driverKnows: String?

  init(deviceCount: Int, torch: String? = nil) {
    (self.deviceCount, self.torch) = (deviceCount, torch ?? (try? TorchLibrary.version) ?? "")
  }

  /// This machine's and this process's; loads libtorch's CUDA library when it is installed.
  package static func here() throws -> CUDASupport {
    var count: Int32 = 0
    try check("cuda_device_count", ct_cuda_device_count(&count))
    var support = CUDASupport(deviceCount: Int(count))
    support.builtFor = String(cString: ct_cuda_version()).nonEmpty
    support.library = String(cString: ct_cuda_library(&support.isInstalled))
    support.isLoaded = ct_cuda_is_loaded()
    support.cause = String(cString: ct_cuda_problem()).nonEmpty
    support.driver = (try? String(contentsOfFile: "/proc/driver/nvidia/version", encoding: .utf8))
      .flatMap(driverVersion)
    let known = ct_driver_cuda_version()
    support.driverKnows = known > 0 ? "\(known / 1000).\(known % 1000 / 10)" : nil
    return support
  }

  /// The version in the first line of `/proc/driver/nvidia/version`, which names the kind of the module in many ways.
  static func driverVersion(_ text: String) -> String? {
    text.firstMatch(of: /[ ]([0-9]{3,}\.[0-9.]*[0-9])[ ]/).map { String($0.output.1) }
  }

  /// Whether libtorch's CUDA library is there; loads nothing.
  package static var isInstalled: Bool {
    var found = false
    _ = ct_cuda_library(&found)
    return found
  }

  package var isUsable: Bool { deviceCount > 0 }

  /// What there is, such as `libtorch 2.13.0 for CUDA 13.0; NVIDIA driver 580.65.06, which knows CUDA up to 13.0`.
  package var versions: String {
    let cuda = builtFor.map { "for CUDA \($0)" } ?? (isInstalled ? "with CUDA" : "without CUDA")
    let driver = self.driver ?? (driverKnows == nil ? nil : "of unknown version")
    let nvidia = driver.map { driver in
      "NVIDIA driver \(driver)" + (driverKnows.map { ", which knows CUDA up to \($0)" } ?? "")
    }
    return "libtorch \(torch) \(cuda); \(nvidia ?? "no NVIDIA driver")"
  }

  /// Why no device can be used.
  package var reason: String {
    if !isInstalled { return "this libtorch was built without CUDA: libtorch_cuda.so is not beside libtorch_cpu.so" }
    guard let cause else { return "libtorch's CUDA library finds no device" }
    return isLoaded ? "libtorch's CUDA library finds no device: \(cause)" : "\(library) cannot be loaded: \(cause)"
  }

  /// What makes devices usable.
  package var remedy: String {
    if !isInstalled { return "build with a libtorch for CUDA (make LIBTORCH=... build), or use --device cpu" }
    if !isLoaded {
      return
        "install what it needs beside it (pip brings it: `pip install torch` without --no-deps), or use --device cpu"
    }
    guard driver != nil || driverKnows != nil else {
      return "run on a machine with a GPU and NVIDIA's driver, or use --device cpu"
    }
    if let builtFor, let driverKnows, builtFor.compare(driverKnows, options: .numeric) == .orderedDescending {
      return "update the driver, or build with a libtorch for CUDA \(driverKnows) or older; --device cpu works without"
    }
    return "see that nvidia-smi lists a GPU and CUDA_VISIBLE_DEVICES hides none, or use --device cpu"
  }
}

extension String {
  fileprivate var nonEmpty: String? { isEmpty ? nil : self }
}
