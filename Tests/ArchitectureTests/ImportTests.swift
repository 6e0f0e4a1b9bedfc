import Foundation
import TestSupport
import Testing

/// The import lines of every module, held to one literal table.
///
/// SwiftPM accepts undeclared transitive imports, so the rules of the design are checked here: methods see neither noise
/// nor datasets, reports see no HDF5, metrics see no libtorch, and each foreign library has one importer.
@Suite struct ImportTests {
  static let allowed: [String: Set<String>] = [
    "BenchCore": ["Crypto"],
    "Torch": ["BenchCore", "CTorch"],
    "HDF5": ["BenchCore", "CHDF5"],
    "Images": ["BenchCore", "CPNG", "CTurboJPEG"],
    "Datasets": ["BenchCore", "CZLIB", "Images"],
    // The rendering engine behind the embedded dataset.
    "SynthPedes": ["BenchCore", "Datasets", "Images"],
    "Noise": ["BenchCore"],
    "Metrics": ["BenchCore", "COpenBLAS"],
    "Models": ["BenchCore", "Torch"],
    "Checkpoints": ["BenchCore", "Models", "Torch"],
    "Training": ["BenchCore", "Metrics", "Models", "Torch"],
    "Methods": ["BenchCore", "Metrics", "Models", "Torch", "Training"],
    "ResultStore": ["BenchCore", "HDF5"],
    // Metrics are functions on arrays: intervals and the quality of sample selections are computed where they are shown.
    "Reports": ["BenchCore", "CCSV", "Metrics", "Mustache"],
    // Pictures of rankings and pairs, which pure reports have no business with.
    "Galleries": ["BenchCore", "Images", "Metrics", "Noise", "Reports"],
    // What to run: nothing here trains, starts a process or stores a result.
    "Studies": [
      "ArgumentParser", "BenchCore", "CEmbeddedWeights", "Checkpoints", "Datasets", "Images", "Methods", "Noise",
      "SynthPedes", "Yams",
    ],
    "Evaluation": [
      "BenchCore", "Checkpoints", "Datasets", "Images", "Methods", "Metrics", "Studies", "Torch", "Training",
    ],
    // TensorBoard's files: protocol buffers and their checksums.
    "TensorBoard": ["BenchCore", "CISAL", "SwiftProtobuf"],
    // How it runs.
    "Sweep": [
      "BenchCore", "Checkpoints", "Datasets", "Evaluation", "Images", "Methods", "Metrics", "Models", "Noise",
      "ResultStore", "Studies", "Subprocess", "SystemPackage", "TensorBoard", "Torch", "Training",
    ],
    "Verification": [
      "BenchCore", "Checkpoints", "Datasets", "HDF5", "Images", "Methods", "Metrics", "Models", "Torch", "Training",
    ],
    "bench": [
      "ArgumentParser", "BenchCore", "Checkpoints", "Datasets", "Evaluation", "Galleries", "HDF5", "Methods", "Metrics",
      "Noise", "Reports", "ResultStore", "Studies", "Subprocess", "Sweep", "SynthPedes", "SystemPackage", "Torch",
      "Training", "Verification",
    ],
  ]
  /// What comes with the toolchain.
  private static let standard: Set<String> = [
    "Dispatch", "Foundation", "FoundationEssentials", "Glibc", "Synchronization",
  ]

  @Test func everyModuleIsInTheTable() throws {
    #expect(try SourceFiles.modules() == Self.allowed.keys.sorted())
  }

  @Test(arguments: allowed.keys.sorted()) func importsOnlyWhatTheTableAllows(module: String) throws {
    let allowed = try #require(Self.allowed[module]).union(Self.standard)
    for (file, text) in try SourceFiles.swift(of: module) {
      for name in ImportLine.modules(in: text) { #expect(allowed.contains(name), "\(module)/\(file) imports \(name)") }
    }
  }

  /// What the table allows is needed: a module that nothing imports any more leaves it.
  @Test(arguments: allowed.keys.sorted()) func importsAllThatTheTableAllows(module: String) throws {
    let imported = try SourceFiles.swift(of: module).reduce(into: Set<String>()) {
      $0.formUnion(ImportLine.modules(in: $1.text))
    }
    #expect(try #require(Self.allowed[module]).subtracting(imported) == [])
  }

  @Test(
    arguments: [
      ("import HDF5", "HDF5"), ("package import BenchCore", "BenchCore"), ("  public import Torch // why", "Torch"),
      ("@preconcurrency internal import struct Foundation.URL", "Foundation"), ("@testable import Noise", "Noise"),
      ("@_spi(Tests) import Crypto", "Crypto"), ("import func Glibc.exit;", "Glibc"), ("importer = import_of(x)", nil),
      ("// import HDF5", nil), ("let text = \"import HDF5\"", nil), ("/// import HDF5", nil),
    ])
  func importLinesAreRead(line: String, module: String?) {
    #expect(ImportLine.modules(in: "let a = 1\n\(line)\nlet b = 2") == (module.map { [$0] } ?? []))
  }
}
