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
let minorVersion = versionHeader?.firstMatch(of: /TORCH_VERSION_MINOR ([0-9]+)\n/).flatMap { Int($0.output.1) }
require(
  versionHeader?.contains("TORCH_VERSION_MAJOR 2\n") == true && (11...13).contains(minorVersion ?? 0),
  "libtorch at \(torch) is none of 2.11 to 2.13. Run `make deps` for the right one, or point LIBTORCH at it.")

// MARK: - System libraries

for (file, package) in [
  ("hdf5-serial", "libhdf5-dev"), ("libpng", "libpng-dev"), ("libturbojpeg", "libturbojpeg0-dev"),
  ("openblas", "libopenblas-dev"), ("zlib", "zlib1g-dev"), ("libisal", "libisal-dev"),
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
let torchHeaders: CXXSetting = .unsafeFlags([
  "-isystem", "\(torch)/include", "-isystem", "\(torch)/include/torch/csrc/api/include", "-Wall", "-Wextra",
])
let torchLibraries: [LinkerSetting] = [
  .unsafeFlags(["-L\(torch)/lib", "-Xlinker", "-rpath", "-Xlinker", "\(torch)/lib"]), .linkedLibrary("torch_cpu"),
  .linkedLibrary("c10"),
]
/// C++20 would take the shim's header for a module that nobody built.
let shimHeaders: [CXXSetting] = [
  torchHeaders, .headerSearchPath("../CTorch/include"), .define("NCBENCH_CTORCH_SHIM"),
  .unsafeFlags(["-fno-implicit-module-maps"]),
]
let strict: SwiftSetting = .treatAllWarnings(as: .error)
let library: [SwiftSetting] = [strict, .enableUpcomingFeature("InternalImportsByDefault")]

func module(
  _ name: String, _ dependencies: [Target.Dependency], path: String? = nil, exclude: [String] = [],
  resources: [Resource]? = nil, settings: [SwiftSetting] = library
) -> Target {
  .target(
    name: name, dependencies: dependencies, path: path, exclude: exclude, resources: resources, swiftSettings: settings)
}

/// A module of loops over pixels, ranks and bytes: tests run it in a debug build, where it would be ten times slower.
func loops(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  module(name, dependencies, settings: library + [.unsafeFlags(["-O"], .when(configuration: .debug))])
}

func tests(_ name: String, _ dependencies: [Target.Dependency], exclude: [String] = []) -> Target {
  .testTarget(
    name: name, dependencies: dependencies + ["BenchCore", "TestSupport"], exclude: exclude, swiftSettings: library)
}

let package = Package(
  name: "nc-bench",
  products: [
    // Lies beside the program, which loads it, and libtorch with it, when it first needs a tensor.
    .library(name: "TorchShim", type: .dynamic, targets: ["CTorchShim"])
  ]
    // For the measurements in Benchmarks/.
    + ["BenchCore", "Images", "Metrics"].map { .library(name: $0, targets: [$0]) },
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
    .package(url: "https://github.com/apple/swift-crypto", exact: "4.5.2"),
    .package(url: "https://github.com/apple/swift-protobuf", exact: "1.39.0"),
    .package(url: "https://github.com/apple/swift-system", exact: "1.8.1"),
    .package(url: "https://github.com/swiftlang/swift-subprocess", exact: "1.0.2"),
    .package(url: "https://github.com/hummingbird-project/swift-mustache", exact: "2.1.1"),
    .package(url: "https://github.com/jpsim/Yams", exact: "6.2.2"),
  ],
  targets: [
    // Foreign libraries.
    .target(name: "CTorch", cSettings: [.unsafeFlags(["-isystem", "\(torch)/include"])]),
    .target(name: "CTorchShim", cxxSettings: shimHeaders, linkerSettings: torchLibraries),
    .target(name: "COpenBLAS"),
    .target(name: "CEmbeddedWeights", exclude: ["embedded.safetensors"]),
    system("CHDF5", "hdf5-serial", "libhdf5-dev"),
    system("CPNG", "libpng", "libpng-dev"),
    system("CTurboJPEG", "libturbojpeg", "libturbojpeg0-dev"),
    system("CZLIB", "zlib", "zlib1g-dev"),
    system("CCSV", nil, "libcsv-dev"),
    system("CISAL", "libisal", "libisal-dev"),

    // Modules, the ones that others build on first. Tests/ArchitectureTests holds them to this table.
    loops("BenchCore", [crypto]),
    module("Torch", ["BenchCore", "CTorch"]),
    module("HDF5", ["BenchCore", "CHDF5"]),
    loops("Images", ["BenchCore", "CPNG", "CTurboJPEG"]),
    loops("Datasets", ["BenchCore", "CZLIB", "Images"]),
    loops("SynthPedes", ["BenchCore", "Datasets", "Images"]),
    loops("Noise", ["BenchCore"]),
    loops("Metrics", ["BenchCore", "COpenBLAS"]),
    module("Models", ["BenchCore", "Torch"]),
    loops("Checkpoints", ["BenchCore", "Models", "Torch"]),
    module("Training", ["BenchCore", "Metrics", "Models", "Torch"]),
    module("Methods", ["BenchCore", "Metrics", "Models", "Torch", "Training"]),
    module("ResultStore", ["BenchCore", "HDF5"]),
    module(
      "Reports", ["BenchCore", "CCSV", "Metrics", .product(name: "Mustache", package: "swift-mustache")],
      resources: [.embedInCode("Published"), .embedInCode("Page/Resources")]),
    module("Galleries", ["BenchCore", "Images", "Metrics", "Noise", "Reports"]),
    module(
      "Studies",
      [
        "BenchCore", "CEmbeddedWeights", "Checkpoints", "Datasets", "Images", "Methods", "Noise", "SynthPedes",
        .product(name: "ArgumentParser", package: "swift-argument-parser"), .product(name: "Yams", package: "Yams"),
      ]),
    module(
      "Evaluation",
      [
        "BenchCore", "Checkpoints", "Datasets", "Images", "Methods", "Metrics", "Studies", "Torch", "Training",
      ]),
    module(
      "TensorBoard", ["BenchCore", "CISAL", .product(name: "SwiftProtobuf", package: "swift-protobuf")],
      exclude: ["Protocol/event.proto"]),
    module(
      "Sweep",
      [
        "BenchCore", "Checkpoints", "Datasets", "Evaluation", "Images", "Methods", "Metrics", "Models", "Noise",
        "ResultStore", "Studies", "TensorBoard", "Torch", "Training",
      ] + subprocess),
    module(
      "Verification",
      ["BenchCore", "Checkpoints", "Datasets", "HDF5", "Images", "Methods", "Metrics", "Models", "Torch", "Training"]),
    .executableTarget(
      name: "bench",
      dependencies: [
        "BenchCore", "Checkpoints", "Datasets", "Evaluation", "Galleries", "HDF5", "Methods", "Metrics", "Noise",
        "Reports", "ResultStore", "Studies", "Sweep", "SynthPedes", "Torch", "Training", "Verification",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ] + subprocess,
      swiftSettings: [strict], plugins: ["BuildRecord"]),
    // Tells the executable what it is built from.
    .plugin(
      name: "BuildRecord", capability: .buildTool(), path: "Sources/BuildRecord",
      exclude: ["modules.txt", "record.sh"]),

    // Tests mirror Sources.
    .target(
      name: "StandInAccelerator", path: "Tests/StandInAccelerator", cxxSettings: [torchHeaders],
      linkerSettings: torchLibraries),
    module("TestSupport", ["BenchCore"], path: "Tests/TestSupport"),
    module("TensorTestSupport", ["BenchCore", "HDF5", "TestSupport", "Torch"], path: "Tests/TensorTestSupport"),
    module("DataTestSupport", ["SynthPedes"], path: "Tests/DataTestSupport"),
    module(
      "StudyTestSupport", ["BenchCore", "DataTestSupport", "Datasets", "Studies"], path: "Tests/StudyTestSupport"),
    // Reads the shim's header as a plain one, as the shim does; what it calls is linked with `Torch`.
    .target(
      name: "TorchFaults", path: "Tests/TorchFaults",
      cxxSettings: [
        torchHeaders, .headerSearchPath("../../Sources/CTorch/include"), .unsafeFlags(["-fno-implicit-module-maps"]),
      ], linkerSettings: torchLibraries),
    tests("ArchitectureTests", []),
    tests("BenchCoreTests", []),
    tests("TorchTests", ["StandInAccelerator", "Torch", "TorchFaults"]),
    tests("HDF5Tests", ["CHDF5", "HDF5"]),
    tests("ImagesTests", ["HDF5", "Images"], exclude: ["Fixtures"]),
    tests("DatasetsTests", ["Datasets", "Images", crypto], exclude: ["Fixtures"]),
    tests("SynthPedesTests", ["Datasets", "Images", "SynthPedes", crypto]),
    tests("NoiseTests", ["Noise"]),
    tests("MetricsTests", ["HDF5", "Metrics"]),
    tests("ModelsTests", ["Models", "TensorTestSupport", "Torch"]),
    tests("CheckpointsTests", ["Checkpoints", "Models", "TensorTestSupport", "Torch"]),
    tests("TrainingTests", ["Models", "Torch", "Training"]),
    tests(
      "MethodsTests",
      ["Methods", "Metrics", "Models", "Reports", "StandInAccelerator", "TensorTestSupport", "Torch", "Training"]),
    tests("ResultStoreTests", ["HDF5", "ResultStore"], exclude: ["Damaged", "Fixtures"]),
    tests("ReportsTests", ["Reports", crypto], exclude: ["Snapshots"]),
    tests("GalleriesTests", ["Galleries", "Images", "Reports"]),
    tests(
      "StudiesTests",
      [
        "Checkpoints", "DataTestSupport", "Datasets", "Methods", "Noise", "Reports", "Studies", "StudyTestSupport",
        "SynthPedes",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),
    tests(
      "EvaluationTests",
      [
        "Checkpoints", "DataTestSupport", "Datasets", "Evaluation", "Images", "Methods", "Metrics", "Models",
        "StudyTestSupport", "Studies", "Torch", "Training",
      ]),
    tests(
      "SweepTests",
      [
        "Checkpoints", "DataTestSupport", "Datasets", "Evaluation", "HDF5", "Images", "Methods", "Metrics", "Models",
        "Noise", "Reports", "ResultStore", "StandInAccelerator", "Studies", "StudyTestSupport", "Sweep", "SynthPedes",
        "Torch", "Training",
      ]),
    tests("TensorBoardTests", ["TensorBoard"]),
    tests("VerificationTests", ["Datasets", "StandInAccelerator", "Torch", "Verification"]),
    tests(
      "CommandLineTests",
      [
        "DataTestSupport", "Datasets", "Metrics", "ResultStore", "Studies", "StudyTestSupport", "Sweep", "SynthPedes",
        "bench",
      ]),
  ],
  swiftLanguageModes: [.v6],
  cxxLanguageStandard: .cxx20
)
