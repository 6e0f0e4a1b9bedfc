import BenchCore
import Foundation
import ResultStore
import TestSupport
import Testing

/// Commands that are asked about a folder without results say where there are some.
@Suite struct MissingResultsTests {
  private static let commands = [
    ["tables"], ["status"], ["list", "results"], ["plot"], ["report"], ["export"],
    ["compare", "--where", "seed=1", "--against", "seed=2"],
  ]

  @Test(arguments: commands) func namesFoldersWithResults(_ command: [String]) throws {
    try withTemporaryFolder { folder in
      try Self.makeResults(in: folder.appending(path: "Results/demo"), count: 2)
      // HDF5 files of others, and what nobody wants to see.
      for (place, text) in [("data", "\u{89}HDF"), (".cache", "nc-bench"), ("a/b/c/d", "nc-bench")] {
        let place = folder.appending(path: place)
        try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
        try Data(text.utf8).write(to: place.appending(path: "mine.h5"))
      }
      let result = try BenchProcess(command, in: folder).finished()
      #expect(result.code == 1 && result.output.isEmpty, "\(result.output)")
      #expect(result.errors.hasPrefix("Error: Results: "), "\(result.errors)")
      #expect(
        result.errors.hasSuffix("; there are some in Results/demo (2): name the folder with --results\n"),
        "\(result.errors)")
    }
  }

  /// A folder of which no file can be read is not named as one that has results.
  @Test func damagedFilesAreNoResults() throws {
    try withTemporaryFolder { folder in
      let place = folder.appending(path: "broken")
      try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
      try Data("nc-bench, cut".utf8).write(to: place.appending(path: "cut.h5"))
      let result = try BenchProcess(["tables", "--results", "broken"], in: folder).finished()
      #expect(result.code == 1 && result.errors.contains("broken/cut.h5: this is not an HDF5 file"), "\(result.errors)")
      #expect(
        result.errors.hasSuffix("; make some with `bench sweep`, or name another folder with --results\n"),
        "\(result.errors)")
    }
  }

  @Test func severalFoldersAndNone() throws {
    try withTemporaryFolder { folder in
      let none = try BenchProcess.run("tables", in: folder)
      #expect(none.errors.hasSuffix("; make some with `bench sweep`, or name another folder with --results\n"))
      for name in ["one", "two", "two/three", "four"] {
        try Self.makeResults(in: folder.appending(path: name), count: 1)
      }
      let others = try BenchProcess.run("tables", in: folder.appending(path: "two/three"))
      #expect(others.code == 1 && others.errors.contains("there are some in . (1): "), "\(others.errors)")
      let some = try BenchProcess.run("tables", "--results", folder.path, in: folder.appending(path: "one"))
      for text in ["there are some in ", " and 1 more"] { #expect(some.errors.contains(text), "\(some.errors)") }
    }
  }

  /// Results of runs that failed, which need no numbers.
  private static func makeResults(in folder: URL, count: Int) throws {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    for seed in 1...count {
      let spec = RunSpec(
        dataset: DatasetSpec(id: "synth-pedes", annotationChecksum: "synth-pedes"),
        noise: NoiseSpec(injector: "shuffle", rate: 0, seed: 1, indexChecksum: ""),
        method: MethodSpec(id: "rde-tal", revision: 1, configuration: .object([:])),
        training: .here(
          TrainingSetup(
            model: .paper, recipe: TrainingRecipe(epochs: 1, batchSize: 8),
            augmentation: AugmentationSpec(image: "paper", padding: 10, text: true))),
        selection: .val, seed: UInt64(seed), threads: 1, device: "cpu")
      let record = try RunRecord(
        spec: spec, signature: spec.signature(), label: "RDE", isStandIn: true, outcome: .failed("out of memory"),
        provenance: RunProvenance(
          toolVersion: "1", torchVersion: nil, device: "cpu", startedAt: 1, endedAt: 2, secondsByPhase: [:]))
      try ResultStore.write(record, to: folder.appending(path: "\(seed).h5"))
    }
  }
}
