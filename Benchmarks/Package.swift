// swift-tools-version: 6.2
import PackageDescription

// Measurements against peers, apart from the tool: `swift run -c release --package-path Benchmarks ImageBenchmark`.
let package = Package(
  name: "Benchmarks",
  dependencies: [.package(name: "nc-bench", path: "..")],
  targets: [
    .executableTarget(
      name: "ImageBenchmark",
      dependencies: [
        .product(name: "BenchCore", package: "nc-bench"), .product(name: "Images", package: "nc-bench"),
      ]),
    .executableTarget(
      name: "PipelineBenchmark",
      dependencies: [
        .product(name: "BenchCore", package: "nc-bench"), .product(name: "Images", package: "nc-bench"),
      ]),
    .executableTarget(
      name: "MetricsBenchmark",
      dependencies: [
        .product(name: "BenchCore", package: "nc-bench"), .product(name: "Metrics", package: "nc-bench"),
      ]),
  ],
  swiftLanguageModes: [.v6]
)
