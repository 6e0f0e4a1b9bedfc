import Foundation
import TestSupport
import Testing

/// The import lines of every module, held to one literal table.
///
/// SwiftPM accepts undeclared transitive imports, so the rules of the design are checked here: methods see neither noise
/// nor datasets, reports see no HDF5, metrics see no libtorch, and each foreign library has one importer.
@Suite struct ImportTests {
  private static let allowed: [String: Set<String>] = [
    "BenchCore": [],
    "Torch": ["BenchCore", "CTorch"],
    "HDF5": ["BenchCore", "CHDF5"],
    "Images": ["BenchCore", "CPNG", "CTurboJPEG"],
    "Datasets": ["BenchCore", "CZLIB", "Crypto", "Images"],
    "Noise": ["BenchCore", "Crypto"],
    "Metrics": ["BenchCore", "COpenBLAS"],
    "Models": ["BenchCore", "Torch"],
    "Training": ["BenchCore", "Metrics", "Models", "Torch"],
    "Methods": ["BenchCore", "Metrics", "Models", "Torch", "Training"],
    "ResultStore": ["BenchCore", "Crypto", "HDF5"],
    // Metrics are functions on arrays: intervals and the quality of divisions are computed where they are shown.
    "Reports": ["BenchCore", "CCSV", "Metrics", "Mustache"],
    // Drawing needs images and rankings, which pure reports have no business with.
    "Galleries": ["BenchCore", "Images", "Metrics"],
    "Sweep": [
      "BenchCore", "CEmbeddedWeights", "Crypto", "Datasets", "Images", "Methods", "Metrics", "Models", "Noise",
      "ResultStore", "Subprocess", "SystemPackage", "Torch", "Training", "Yams",
    ],
    "Verification": [
      "BenchCore", "Datasets", "HDF5", "Images", "Methods", "Metrics", "Models", "Torch", "Training",
    ],
    "bench": [
      "ArgumentParser", "BenchCore", "Datasets", "Galleries", "Methods", "Metrics", "Models", "Noise", "Reports",
      "ResultStore", "Subprocess", "Sweep", "SystemPackage", "Torch", "Verification",
    ],
  ]
  /// What comes with the toolchain.
  private static let standard: Set<String> = ["Dispatch", "Foundation", "Glibc", "Synchronization"]

  @Test func everyModuleIsInTheTable() throws {
    let folders = try FileManager.default.contentsOfDirectory(atPath: Repository.root.appending(path: "Sources").path)
    let modules = folders.filter { !$0.hasPrefix("C") && !$0.hasPrefix(".") }
    #expect(Set(modules) == Set(Self.allowed.keys))
  }

  @Test(arguments: allowed.keys.sorted()) func importsOnlyWhatTheTableAllows(module: String) throws {
    let allowed = try #require(Self.allowed[module])
    for (file, text) in try Sources.swiftFiles(in: module) {
      for line in text.split(separator: "\n") {
        let words = line.split(separator: " ").filter {
          !["public", "internal", "@testable", "@preconcurrency"].contains($0)
        }
        guard words.first == "import", let name = words.last?.split(separator: ".").first.map(String.init) else {
          continue
        }
        #expect(Self.standard.contains(name) || allowed.contains(name), "\(module)/\(file) imports \(name)")
      }
    }
  }
}

/// Rules that no compiler checks.
@Suite struct StyleTests {
  @Test func librariesNeitherPrintNorExitNorCrashOnPurpose() throws {
    let forbidden = try Regex(#"(^|[^A-Za-z_.])(print|exit|abort|fatalError)\(|try!|as! "#)
    for module in try Sources.modules() where module != "bench" {
      for (file, text) in try Sources.swiftFiles(in: module) {
        for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
          let code = line.trimmingCharacters(in: .whitespaces)
          guard !code.hasPrefix("//") else { continue }
          #expect(code.firstMatch(of: forbidden) == nil, "\(module)/\(file):\(number + 1): \(code)")
        }
      }
    }
  }

  @Test func filesStayShort() throws {
    for module in try Sources.modules() {
      for (file, text) in try Sources.swiftFiles(in: module) {
        #expect(text.count { $0 == "\n" } <= 400, "\(module)/\(file)")
      }
    }
  }

  @Test func onlyTheRegistryNamesMethods() throws {
    // Ids are read from the registry's own sources, so that a new method is held to the rule too.
    let id = try Regex(#""((?:[a-z]+-)*[a-z]+)""#)
    let declaration = try Regex(#"\b(?:id: |entry\()"([a-z]+(?:-[a-z]+)*)""#)
    var ids: Set<String> = []
    for (file, text) in try Sources.swiftFiles(in: "Methods") where !file.hasPrefix("Losses/") {
      for match in text.matches(of: declaration) { ids.insert(String(match.output[1].substring ?? "")) }
    }
    try #require(ids.isSuperset(of: ["irra-sdm", "rde-tal", "clip-c", "decl"]))
    // Reports bind the papers' rows to them; the command line has examples in its help; an image augmentation has the
    // name of the paper it comes from.
    for module in try Sources.modules() where !["Methods", "Reports", "bench", "Images"].contains(module) {
      for (file, text) in try Sources.swiftFiles(in: module) {
        for line in text.split(separator: "\n") where !line.trimmingCharacters(in: .whitespaces).hasPrefix("//") {
          for match in line.matches(of: id) {
            #expect(!ids.contains(String(match.output[1].substring ?? "")), "\(module)/\(file): \(line)")
          }
        }
      }
    }
  }

  /// The truth has one way to a method: the mask that `MethodEntry.build` may withhold.
  @Test func theTruthHasOneWay() throws {
    for (file, text) in try Sources.swiftFiles(in: "Methods") {
      #expect(!text.contains("context.oracle") || ["CLIPC.swift", "MethodEntry.swift"].contains(file), "\(file)")
      #expect(!text.contains("noiseRate") || text.contains("StudyFacts"), "\(file) knows a noise rate")
    }
    let uses = try Sources.swiftFiles(in: "Sweep").flatMap { file, text in
      text.split(separator: "\n").filter { $0.contains(".isClean") || $0.contains("NoiseRecord(") }
        .map { "\(file): \($0)" }
    }
    // The way to the method, the evaluator's comparison, and the truth as both runners store it.
    let stores = uses.filter { $0.contains("record.noise = NoiseRecord(noisy)") }
    #expect(stores.count == 2, "\(uses)")
    #expect(uses.count == 4 && uses.allSatisfy { stores.contains($0) || $0.hasPrefix("CellRunner.swift") }, "\(uses)")
    for module in ["Training", "Models", "Torch"] {
      for (file, text) in try Sources.swiftFiles(in: module) {
        #expect(!text.contains("OracleMask") && !text.contains("NoiseRecord"), "\(module)/\(file)")
      }
    }
  }
}

/// The sources as text.
private enum Sources {
  static func modules() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: Repository.root.appending(path: "Sources").path)
      .filter { !$0.hasPrefix("C") && !$0.hasPrefix(".") }.sorted()
  }

  static func swiftFiles(in module: String) throws -> [(file: String, text: String)] {
    let folder = Repository.root.appending(path: "Sources").appending(path: module)
    let names = try FileManager.default.subpathsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".swift") }
    try #require(!names.isEmpty, "no sources in \(folder.path)")
    return try names.sorted().map { ($0, try String(contentsOf: folder.appending(path: $0), encoding: .utf8)) }
  }
}
