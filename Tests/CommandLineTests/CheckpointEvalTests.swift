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
        "sweep", "--data-root", "data", "--results", "out", "--epochs", "1", "--batch-size", "16", "--methods",
        "rde-tal", "--noise", "50", "--save-weights", "last", in: folder)
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

  /// OpenCLIP's GELU: `bench eval` finds what PyTorch finds, training goes on with it, and what is trained says it itself.
  @Test func openCLIPsWeightsAreEvaluatedAndTrained() throws {
    try withTemporaryFolder { folder in
      try Python.check("make_checkpoints.py", folder.path, Repository.goldens.path)
      let corpus = try #require(
        try JSONSerialization.jsonObject(with: Data(contentsOf: folder.appending(path: "corpus.json")))
          as? [String: Any])
      let cases = try #require(corpus["cases"] as? [[String: Any]])
      let reference = try #require(
        cases.first { $0["file"] as? String == "open_clip_gelu" }?["expected"] as? [String: [[Double]]])
      // The mean reciprocal rank of the captions' own images.
      let (text, image) = (try #require(reference["text"]), try #require(reference["image"]))
      let similarities = text.map { row in image.map { zip(row, $0).reduce(0) { $0 + $1.0 * $1.1 } } }
      let reciprocals = similarities.enumerated().map { index, row in 1 / Double(row.count { $0 >= row[index] }) }
      let expected = 100 * reciprocals.reduce(0, +) / Double(text.count)

      let data = ["--dataset", "manifest", "--data-root", "."]
      try FileManager.default.createDirectory(at: folder.appending(path: "out"), withIntermediateDirectories: true)
      let evaluated = try BenchProcess(
        ["eval", "--checkpoint", "open_clip_gelu", "--json", "--out", "out/gelu.h5"] + data, in: folder
      ).finished()
      #expect(evaluated.code == 0 && !evaluated.errors.contains("warning"), "\(evaluated.errors)")
      let scores = try #require(try json(evaluated)["scores"] as? [[String: Any]])
      let found = scores.compactMap { score -> Double? in
        guard score["direction"] as? String == "text-to-image", score["head"] as? String == "global" else { return nil }
        return (score["metrics"] as? [String: Any])?["mrr"] as? Double
      }
      #expect(found.count == 1 && found.allSatisfy { abs($0 - expected) < 1e-9 }, "\(expected): \(evaluated.output)")

      // A file that does not say its activation is taken as OpenAI's, which everything that shows its numbers repeats.
      let assumed = try BenchProcess(
        ["eval", "--checkpoint", "openai/single.pth", "--out", "out/assumed.h5", "--label", "Assumed"] + data,
        in: folder
      ).finished()
      #expect(assumed.code == 0 && assumed.errors.contains("--activation"), "\(assumed.errors)")
      let shown = try BenchProcess.run("show", "out/assumed.h5", in: folder)
      #expect(shown.output.contains("quick_gelu is assumed"), "\(shown.output)\(shown.errors)")
      let table = try BenchProcess.run("tables", "--results", "out", in: folder)
      #expect(table.output.contains("Assumed: nothing says which activation"), "\(table.output)\(table.errors)")

      let sweep = try BenchProcess.run(
        "sweep", "--datasets", "manifest", "--data-root", ".", "--results", "trained", "--methods", "irra-sdm",
        "--noise", "0%", "--selection", "test", "--epochs", "1", "--batch-size", "6", "--weights", "open_clip_gelu",
        "--text-length", "12", "--save-weights", "last", in: folder)
      #expect(sweep.code == 0 && !sweep.errors.contains("warning"), "\(sweep.errors)")
      let files = try FileManager.default.contentsOfDirectory(atPath: folder.appending(path: "trained").path)
      let (weights, run) = try (
        #require(files.first { $0.hasSuffix(".last.safetensors") }), #require(files.first { $0.hasSuffix(".h5") })
      )
      let again = try BenchProcess(["eval", "--checkpoint", "trained/\(weights)", "--json"] + data, in: folder)
        .finished()
      let stored = try BenchProcess.run(
        "eval", "--embeddings", "trained/\(run)", "--checkpoint-name", "last", "--json", in: folder)
      let (scored, wanted) = try (json(again)["scores"] as? NSArray, json(stored)["scores"] as? NSArray)
      #expect(scored != nil && scored == wanted, "\(again.errors)\(stored.errors)")
      let inspected = try BenchProcess.run("checkpoint", "inspect", "trained/\(weights)", in: folder)
      for words in ["gelu, said by", "12 tokens"] { #expect(inspected.output.contains(words), "\(inspected.output)") }
      // Another activation is another run.
      let other = try BenchProcess.run(
        "sweep", "--datasets", "manifest", "--data-root", ".", "--results", "trained", "--methods", "irra-sdm",
        "--noise", "0%", "--selection", "test", "--epochs", "1", "--batch-size", "6", "--weights", "openai/single.pth",
        "--dry-run", in: folder)
      #expect(other.errors.components(separatedBy: "warning: ").count == 2 && other.errors.contains("single.pth"))
      #expect(other.output.contains("0 finished"), "\(other.output)\(other.errors)")
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
