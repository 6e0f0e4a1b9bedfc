// swift-tools-version: 6.2
import Foundation
import PackageDescription

// MARK: - libtorch

/// The folder with libtorch's `include` and `lib`: `LIBTORCH`, else the wheel that `make deps` installed.
let torch: String = {
  let environment = ProcessInfo.processInfo.environment
  if let chosen = environment["LIBTORCH"], !chosen.isEmpty { return chosen }
  let environments = Context.packageDirectory + "/.deps/torch/lib"
  let pythons = (try? FileManager.default.contentsOfDirectory(atPath: environments)) ?? []
  let folders = pythons.sorted().map { "\(environments)/\($0)/site-packages/torch" }
  return folders.first { FileManager.default.fileExists(atPath: $0) } ?? "\(environments)/python3/site-packages/torch"
}()

/// Ends the build with one clear message instead of pages of compiler errors.
func require(_ condition: Bool, _ message: String) {
  if !condition { fatalError("\n\nnc-bench: \(message)\n") }
}

let versionHeader = try? String(contentsOfFile: "\(torch)/include/torch/headeronly/version.h", encoding: .utf8)
require(
  FileManager.default.fileExists(atPath: "\(torch)/lib/libtorch_cpu.so"),
  "no libtorch at \(torch). Run `make deps`, or set LIBTORCH to a folder with include/ and lib/libtorch_cpu.so.")
require(
  versionHeader?.contains("TORCH_VERSION_MAJOR 2\n") == true
    && versionHeader?.contains("TORCH_VERSION_MINOR 13\n") == true,
  "libtorch at \(torch) is not version 2.13. Run `make deps` for the right one, or point LIBTORCH at it.")

// MARK: - System libraries

for (file, package) in [
  ("hdf5-serial", "libhdf5-dev"), ("libpng", "libpng-dev"), ("libturbojpeg", "libturbojpeg0-dev"),
  ("openblas", "libopenblas-dev"),
] {
  let probe = Process()
  probe.executableURL = URL(fileURLWithPath: "/usr/bin/env")
  probe.arguments = ["pkg-config", "--exists", file]
  let ran = (try? probe.run()) != nil
  if ran { probe.waitUntilExit() }
  require(
    ran && probe.terminationStatus == 0,
    "the system library `\(file)` is missing. Run `make deps`, or: apt-get install \(package) pkg-config")
}

func system(_ name: String, _ pkgConfig: String?, _ package: String) -> Target {
  .systemLibrary(name: name, path: "Sources/\(name)", pkgConfig: pkgConfig, providers: [.apt([package])])
}

// MARK: - Targets

let swiftSettings: [SwiftSetting] = [
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .treatAllWarnings(as: .error),
]

let package = Package(
  name: "nc-bench",
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2"),
  ],
  targets: [
    .target(name: "BenchCore", swiftSettings: swiftSettings),
    .target(
      name: "CTorch",
      cxxSettings: [
        .unsafeFlags([
          "-isystem", "\(torch)/include", "-isystem", "\(torch)/include/torch/csrc/api/include", "-Wall", "-Wextra",
        ])
      ],
      linkerSettings: [
        .unsafeFlags(["-L\(torch)/lib", "-Xlinker", "-rpath", "-Xlinker", "\(torch)/lib"]),
        .linkedLibrary("torch_cpu"), .linkedLibrary("c10"),
      ]),
    .target(name: "Torch", dependencies: ["BenchCore", "CTorch"], swiftSettings: swiftSettings),
    .target(name: "Models", dependencies: ["BenchCore", "Torch"], swiftSettings: swiftSettings),
    system("COpenBLAS", "openblas", "libopenblas-dev"),
    .target(name: "Metrics", dependencies: ["BenchCore", "COpenBLAS"], swiftSettings: swiftSettings),
    system("CHDF5", "hdf5-serial", "libhdf5-dev"),
    .target(name: "HDF5", dependencies: ["BenchCore", "CHDF5"], swiftSettings: swiftSettings),
    .target(name: "ResultStore", dependencies: ["BenchCore", "HDF5", .product(name: "Crypto", package: "swift-crypto")], swiftSettings: swiftSettings),
    .target(
      name: "Noise", dependencies: ["BenchCore", .product(name: "Crypto", package: "swift-crypto")],
      swiftSettings: swiftSettings),
    .target(
      name: "Methods", dependencies: ["BenchCore", "Torch", "Models", "Metrics", "Training"],
      swiftSettings: swiftSettings),
    .target(name: "TestSupport", path: "Tests/TestSupport", swiftSettings: swiftSettings),
    .target(
      name: "TensorTestSupport", dependencies: ["HDF5", "TestSupport", "Torch"], path: "Tests/TensorTestSupport",
      swiftSettings: swiftSettings),
    .testTarget(name: "TorchTests", dependencies: ["Torch"], swiftSettings: swiftSettings),
    .testTarget(
      name: "ModelsTests", dependencies: ["BenchCore", "Models", "TensorTestSupport", "Torch"],
      swiftSettings: swiftSettings),
    .testTarget(
      name: "MethodsTests", dependencies: ["BenchCore", "Methods", "Models", "TensorTestSupport", "Torch", "Training"],
      swiftSettings: swiftSettings),
    .target(name: "Training", dependencies: ["BenchCore", "Torch", "Models", "Metrics"], swiftSettings: swiftSettings),
  ],
  swiftLanguageModes: [.v6],
  cxxLanguageStandard: .cxx20
)
