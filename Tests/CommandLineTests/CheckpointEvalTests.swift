import DataTestSupport
import Foundation
import TestSupport
import Testing

/// Trained weights out of a sweep and into `bench eval` and `bench checkpoint`.
@Suite(.serialized) struct CheckpointEvalTests {
  private func json(_ result: BenchProcess.Result) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any])
  }

  @Test func savedWeightsGiveTheNumbersOfTheirRun() throws {
    try withTemporaryFolder { folder in
      try TinyData.copy(to: folder.appending(path: "data"))
      let sweep = try BenchProcess.run(
        "sweep", "--data-root", "data", "--out", "out", "--epochs", "1", "--batch-size", "16", "--methods", "rde-tal",
        "--noise", "50", "--save-weights", "last", in: folder)
      #expect(sweep.code == 0, "\(sweep.errors)")
      let files = try FileManager.default.contentsOfDirectory(atPath: folder.appending(path: "out").path)
      let weights = try #require(files.first { $0.hasSuffix(".last.safetensors") })
      let run = try #require(files.first { $0.hasSuffix(".h5") })
      let encoded = try BenchProcess.run(
        "eval", "--checkpoint", "out/\(weights)", "--dataset", "synth-pedes", "--data-root", "data", "--json",
        "--out", "out/again.h5", "--label", "Again", in: folder)
      #expect(encoded.code == 0, "\(encoded.errors)")
      let stored = try BenchProcess.run(
        "eval", "--embeddings", "out/\(run)", "--checkpoint-name", "last", "--json", in: folder)
      #expect(stored.code == 0, "\(stored.errors)")
      let (found, expected) = try (json(encoded)["scores"] as? NSArray, json(stored)["scores"] as? NSArray)
      #expect(found != nil && found == expected, "the same weights on the same machine: the same bits")
      let table = try BenchProcess.run("tables", "--results", "out", in: folder)
      #expect(table.output.contains("Again"), "\(table.output)")
      let inspected = try BenchProcess.run("checkpoint", "inspect", "out/\(weights)", in: folder)
      #expect(inspected.output.contains("rde-tal") && inspected.output.contains("base_model.visual.conv1.weight"))
    }
  }

  @Test(
    arguments: [
      (["--checkpoint", "nothing.pth", "--dataset", "synth-pedes"], "nothing.pth"),
      (["--checkpoint", "text.pth", "--dataset", "synth-pedes"], "text.pth"),
      (["--checkpoint", "text.pth"], "--dataset"),
      (["--checkpoint", "text.pth", "--dataset", "synth-pdes"], "synth-pedes"),
      (["--checkpoint", "text.pth", "--embeddings", "text.pth"], "--embeddings"),
      (["--checkpoint", "rde.pth", "--dataset", "synth-pedes"], "120"),
    ])
  func mistakesGetOneClearLine(arguments: [String], message: String) throws {
    try withTemporaryFolder { folder in
      try TinyData.copy(to: folder.appending(path: "data"))
      try Data("these are no weights".utf8).write(to: folder.appending(path: "text.pth"))
      try FileManager.default.createSymbolicLink(
        at: folder.appending(path: "rde.pth"),
        withDestinationURL: Repository.goldens.appending(path: "rde_tiny_best.pth"))
      let bench = try BenchProcess(["eval", "--data-root", "data"] + arguments, in: folder)
      try bench.process.run()
      let result = try bench.result()
      #expect(result.code != 0)
      #expect(result.errors.contains(message), "\(result.errors)")
      #expect(!result.errors.contains("Fatal error"))
    }
  }
}
