import DataTestSupport
import Datasets
import Foundation
import SynthPedes
import TestSupport
import Testing

/// Making weights, and training from them.
@Suite(.serialized) struct PretrainCommandTests {
  @Test func weightsAreMadeAndTrainedFrom() throws {
    try withTemporaryFolder { folder in
      let data = folder.appending(path: "data")
      try TinyData.copy(to: data)
      // A few generic images in place of 8,000 people.
      try SynthPedesSet.write(.tiny.shifted(to: .source), to: data, workers: 2)
      let result = try BenchProcess.run(
        "pretrain", "--out", "weights.safetensors", "--seed", "2", "--epochs", "1", "--data-root", "data", in: folder)
      #expect(result.code == 0, "\(result.errors)")
      #expect(result.output.hasPrefix("weights.safetensors: ") && result.output.hasSuffix(" bytes\n"))
      let inspected = try BenchProcess.run("checkpoint", "inspect", "weights.safetensors", in: folder)
      #expect(inspected.output.contains("synth-pedes/source, seed 2"), "\(inspected.output)\(inspected.errors)")
      func plan(_ weights: String...) throws -> BenchProcess.Result {
        try BenchProcess(
          ["sweep", "--data-root", "data", "--methods", "irra-sdm", "--noise", "50", "--dry-run"] + weights, in: folder
        ).finished()
      }
      #expect(try plan("--weights", "weights.safetensors").code == 0)
      #expect(try plan().code == 0)
      #expect(FileManager.default.fileExists(atPath: folder.appending(path: ".cache/weights").path))
    }
  }

  @Test(
    arguments: [
      (["--out", "weights.pt"], 64, "--out must end in .safetensors"), ([], 64, "--out"),
      (["--out", "nowhere/weights.safetensors"], 1, "nowhere/weights.safetensors: weights cannot be written here"),
      (["--out", "taken.safetensors"], 1, "taken.safetensors: weights cannot be written here"),
      (["--out", "weights.safetensors", "--epochs", "0"], 64, "--epochs is 0 but must be 1 or more"),
      (["--out", "weights.safetensors", "--seed", "-1"], 64, "--seed"),
    ])
  func mistakesGetOneClearLineAndCostNothing(arguments: [String], code: Int32, message: String) throws {
    try withTemporaryFolder { folder in
      let taken = folder.appending(path: "taken.safetensors", directoryHint: .isDirectory)
      try FileManager.default.createDirectory(at: taken, withIntermediateDirectories: true)
      let result = try BenchProcess(["pretrain"] + arguments, in: folder).finished()
      #expect(result.code == code, "\(result.errors)")
      #expect(result.errors.contains(message), "\(result.errors)")
      #expect(!result.errors.contains("Fatal error"))
      #expect(!FileManager.default.fileExists(atPath: folder.appending(path: ".cache").path), "nothing is rendered")
    }
  }
}
