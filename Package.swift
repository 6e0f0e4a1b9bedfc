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
  guard !condition else { return }
  FileHandle.standardError.write(Data("nc-bench: \(message)\n".utf8))
  exit(1)
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
  ("openblas", "libopenblas-dev"), ("zlib", "zlib1g-dev"),
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

let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let subprocess: [Target.Dependency] = [
  .product(name: "Subprocess", package: "swift-subprocess"), .product(name: "SystemPackage", package: "swift-system"),
]
let strict: SwiftSetting = .treatAllWarnings(as: .error)
let library: [SwiftSetting] = [strict, .enableUpcomingFeature("InternalImportsByDefault")]

func module(
  _ name: String, _ dependencies: [Target.Dependency], path: String? = nil, resources: [Resource]? = nil
) -> Target {
  .target(name: name, dependencies: dependencies, path: path, resources: resources, swiftSettings: library)
}

func tests(_ name: String, _ dependencies: [Target.Dependency], exclude: [String] = []) -> Target {
  .testTarget(
    name: name, dependencies: dependencies + ["BenchCore", "TestSupport"], exclude: exclude, swiftSettings: library)
}

let package = Package(
  name: "nc-bench",
  // For the measurements in Benchmarks/.
  products: ["BenchCore", "Images", "Metrics"].map { .library(name: $0, targets: [$0]) },
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
    .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2"),
    .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
  ],
  targets: [
    // Foreign libraries.
    .target(
      name: "CTorch",
      cxxSettings: [
        .unsafeFlags([
          "-isystem", "\(torch)/include", "-isystem", "\(torch)/include/torch/csrc/api/include", "-Wall", "-Wextra",
        ])
      ],
      linkerSettings: [
        .unsafeFlags(["-L\(torch)/lib", "-Xlinker", "-rpath", "-Xlinker", "\(torch)/lib"])
      ]),
    .target(name: "CEmbeddedWeights", exclude: ["embedded.safetensors"]),
    system("CHDF5", "hdf5-serial", "libhdf5-dev"),
    system("CPNG", "libpng", "libpng-dev"),
    system("CTurboJPEG", "libturbojpeg", "libturbojpeg0-dev"),
    system("CZLIB", "zlib", "zlib1g-dev"),
    system("CCSV", nil, "libcsv-dev"),
    system("COpenBLAS", "openblas", "libopenblas-dev"),

    // Modules, the ones that others build on first. Tests/ArchitectureTests holds them to this table.
    module("BenchCore", []),
    module("Torch", ["BenchCore", "CTorch"]),
    module("HDF5", ["BenchCore", "CHDF5"]),
    module("Images", ["BenchCore", "CPNG", "CTurboJPEG"]),
    module("Datasets", ["BenchCore", "CZLIB", "Images", crypto]),
    module("Noise", ["BenchCore", crypto]),
    module("Metrics", ["BenchCore", "COpenBLAS"]),
    module("Models", ["BenchCore", "Torch"]),
    module("Checkpoints", ["BenchCore", "Models", "Torch"]),
    module("Training", ["BenchCore", "Metrics", "Models", "Torch"]),
    module("Methods", ["BenchCore", "Metrics", "Models", "Torch", "Training"]),
    module("ResultStore", ["BenchCore", "HDF5", crypto]),
    module(
      "Reports", ["BenchCore", "CCSV", "Metrics", .product(name: "Mustache", package: "swift-mustache")],
      resources: [.embedInCode("Published"), .embedInCode("Page/Resources")]),
    module("Galleries", ["BenchCore", "Images", "Metrics"]),
    module(
      "Sweep",
      [
        "BenchCore", "CEmbeddedWeights", "Checkpoints", "Datasets", "Images", "Methods", "Metrics", "Models", "Noise",
        "ResultStore", "Torch", "Training", crypto, .product(name: "Yams", package: "Yams"),
      ] + subprocess),
    module(
      "Verification",
      ["BenchCore", "Checkpoints", "Datasets", "HDF5", "Images", "Methods", "Metrics", "Models", "Torch", "Training"]),
    .executableTarget(
      name: "bench",
      dependencies: [
        "BenchCore", "Checkpoints", "Datasets", "Galleries", "Methods", "Metrics", "Noise", "Reports", "ResultStore",
        "Sweep", "Torch", "Verification",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ] + subprocess,
      swiftSettings: [strict]),

    // Tests mirror Sources.
    module("TestSupport", [], path: "Tests/TestSupport"),
    module("TensorTestSupport", ["BenchCore", "HDF5", "TestSupport", "Torch"], path: "Tests/TensorTestSupport"),
    module("DataTestSupport", ["Datasets"], path: "Tests/DataTestSupport"),
    tests("ArchitectureTests", []),
    tests("BenchCoreTests", []),
    tests("TorchTests", ["Torch"]),
    tests("HDF5Tests", ["CHDF5", "HDF5"]),
    tests("ImagesTests", ["HDF5", "Images"], exclude: ["Fixtures"]),
    tests("DatasetsTests", ["Datasets", "Images", crypto], exclude: ["Fixtures"]),
    tests("NoiseTests", ["Noise", crypto]),
    tests("MetricsTests", ["HDF5", "Metrics"]),
    tests("ModelsTests", ["Models", "TensorTestSupport", "Torch"]),
    tests("CheckpointsTests", ["Checkpoints", "Models", "TensorTestSupport", "Torch"]),
    tests("TrainingTests", ["Models", "Torch", "Training"]),
    tests("MethodsTests", ["Methods", "Models", "Reports", "TensorTestSupport", "Torch", "Training"]),
    tests("ResultStoreTests", ["HDF5", "ResultStore"], exclude: ["Fixtures"]),
    tests("ReportsTests", ["Reports"], exclude: ["Snapshots"]),
    tests("GalleriesTests", ["Galleries", "Images"]),
    tests(
      "SweepTests",
      [
        "Checkpoints", "DataTestSupport", "Datasets", "Methods", "Metrics", "Models", "Noise", "ResultStore", "Sweep",
        "Torch", "Training", crypto,
      ]),
    tests("VerificationTests", ["Datasets", "Verification"]),
    tests("CommandLineTests", ["DataTestSupport", "Datasets", "bench"]),
  ],
  swiftLanguageModes: [.v6],
  cxxLanguageStandard: .cxx20
)
