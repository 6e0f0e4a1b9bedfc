import Foundation
import Testing

@testable import Torch

/// What is said of devices, and the settings of their arithmetic.
@Suite struct DeviceTests {
  /// In a process of its own: settings are the whole process's.
  @Test func settingsAreHeardByBothLibraries() async {
    await #expect(processExitsWith: .success) {
      // libtorch's own choice, which is not ours.
      #expect(try TorchLibrary.allowsTF32 == (false, true))
      for allowed in [true, false, true, false] {
        try TorchLibrary.setTF32(allowed)
        #expect(try TorchLibrary.allowsTF32 == (allowed, allowed))
      }
      unsetenv("CUBLAS_WORKSPACE_CONFIG")
      try TorchLibrary.setDeterministic(false)
      #expect(try !TorchLibrary.isDeterministic && getenv("CUBLAS_WORKSPACE_CONFIG") == nil)
      try TorchLibrary.setDeterministic(true)
      #expect(try TorchLibrary.isDeterministic && String(cString: getenv("CUBLAS_WORKSPACE_CONFIG")) == ":4096:8")
    }
  }

  @Test func aChosenWorkspaceOfCuBLASStays() async {
    await #expect(processExitsWith: .success) {
      setenv("CUBLAS_WORKSPACE_CONFIG", ":16:8", 1)
      try TorchLibrary.setDeterministic(true)
      #expect(String(cString: getenv("CUBLAS_WORKSPACE_CONFIG")) == ":16:8")
    }
  }

  private func support(_ change: (inout CUDASupport) -> Void = { _ in }) -> CUDASupport {
    var support = CUDASupport(deviceCount: 0, torch: "2.11.0")
    (support.builtFor, support.isInstalled, support.isLoaded) = ("13.0", true, true)
    change(&support)
    return support
  }

  @Test func whyThereIsNoDeviceIsSaid() throws {
    let bare = DeviceFailure.none(support { ($0.builtFor, $0.isInstalled, $0.isLoaded) = (nil, false, false) })
    #expect(bare.problem.contains("built without CUDA") && bare.problem.contains("libtorch 2.11.0 without CUDA"))
    #expect(bare.remedy?.contains("make LIBTORCH=") == true)

    let loader = "libcusparseLt.so.0: cannot open shared object file: No such file or directory"
    let broken = DeviceFailure.none(support { ($0.isLoaded, $0.cause) = (false, loader) })
    #expect(broken.problem.contains(loader) && broken.problem.contains("for CUDA 13.0"))
    #expect(broken.remedy?.contains("pip install torch") == true)

    let driverless = DeviceFailure.none(support())
    #expect(driverless.problem.contains("no NVIDIA driver") && driverless.remedy?.contains("NVIDIA's driver") == true)

    let old = DeviceFailure.none(support { ($0.driver, $0.driverKnows, $0.cause) = ("535.1", "12.2", "too old") })
    #expect(old.problem.contains("too old") && old.problem.contains("NVIDIA driver 535.1, which knows CUDA up to 12.2"))
    #expect(old.remedy?.contains("update the driver") == true)

    let hidden = DeviceFailure.none(support { ($0.driver, $0.driverKnows) = ("580.65.06", "13.0") })
    #expect(hidden.remedy?.contains("CUDA_VISIBLE_DEVICES") == true)
  }

  @Test func onlyCUDADevicesThatAreThereAreUsable() throws {
    try Device.cpu.checkUsable { fatalError("nobody asks for the CPU's sake") }
    let two = CUDASupport(deviceCount: 2)
    try Device.cuda(1).checkUsable { two }
    #expect(throws: DeviceFailure.missing(index: 2, count: 2)) { try Device.cuda(2).checkUsable { two } }
    #expect(throws: DeviceFailure.none(support())) { try Device.cuda(0).checkUsable { support() } }
  }

  @Test(
    arguments: [
      ("NVRM version: NVIDIA UNIX x86_64 Kernel Module  535.183.01  Sun May 12 19:39:15 UTC 2024", "535.183.01"),
      ("NVRM version: NVIDIA UNIX Open Kernel Module for x86_64  580.65.06  Release Build", "580.65.06"),
      ("", nil),
    ] as [(String, String?)])
  func theDriversVersionIsRead(text: String, version: String?) {
    #expect(CUDASupport.driverVersion(text) == version)
  }

  @Test func thisMachineIsDescribed() throws {
    let here = try CUDASupport.here()
    #expect(try here.library.hasSuffix("/libtorch_cuda.so") && here.torch == TorchLibrary.version)
    #expect(here.isInstalled == FileManager.default.fileExists(atPath: here.library))
    #expect(try JSONDecoder().decode(CUDASupport.self, from: JSONEncoder().encode(here)) == here)
  }

  @Test func anotherLibraryThanTheBuildsIsAFailure() {
    #expect(TorchLibrary.failure == nil)
    let failure = LibraryFailure.version(built: "2.13.0", loaded: "2.11.0")
    #expect(failure.problem == "this program was built with libtorch 2.13.0, but 2.11.0 was loaded")
  }

  @Test func memoryOfTheCPUIsNotCounted() throws { #expect(try TorchLibrary.peakMemoryBytes(on: .cpu) == nil) }
}
