import BenchCore
import Checkpoints
import DataTestSupport
import Datasets
import Foundation
import ResultStore
import Studies
import StudyTestSupport
import Sweep
import SynthPedes
import TestSupport
import Testing

/// Weights made as `bench pretrain` makes them, from a few images, and what training takes of them.
@Suite(.serialized) struct PretrainingTests {
  /// A few generic images, rendered once for all tests.
  static let data: URL = {
    let root = FileManager.default.temporaryDirectory
      .appending(path: "nc-bench-source-\(ProcessInfo.processInfo.processIdentifier)")
    atexit { try? FileManager.default.removeItem(at: PretrainingTests.data) }
    // A dataset that cannot be rendered fails every test that reads it, with the reader's message.
    _ = try? SynthPedesSet.write(.tiny.shifted(to: .source), to: root, workers: 2)
    return root
  }()

  private func run() throws -> PlannedRun {
    var request = Pretraining.request(seed: 3)
    request.epochs = 1
    let runs = try TinyStudy.planner(of: Self.data).runs(of: request)
    try #require(runs.count == 1)
    return runs[0]
  }

  /// Trains in a folder and exports; returns the weights and the run's own checkpoint.
  private func pretrain(_ folder: URL, _ name: String) throws -> (weights: URL, checkpoint: URL) {
    let run = try run()
    var workspace = TinyStudy.workspace(folder, data: Self.data, results: name)
    workspace.savedWeights = .last
    try TrainingRunner(RunTask(run: run, workspace: workspace)).run()
    let weights = folder.appending(path: "\(name).safetensors")
    try Pretraining.export(run, of: workspace, to: weights)
    return (weights, workspace.weightsFile(of: run, checkpoint: "last"))
  }

  /// Trains a method on the tiny target for an epoch; returns what loading said.
  private func loaded(_ method: String, from weights: URL, in folder: URL) throws -> (spec: RunSpec, notes: [String]) {
    let run = try #require(
      try TinyStudy.runs {
        $0.methods = [method]
        $0.epochs = 1
        $0.weights = .file(weights)
      }.first)
    var workspace = TinyStudy.workspace(folder, results: UUID().uuidString)
    workspace.weights = weights
    var notes: [String] = []
    let runner = TrainingRunner(
      RunTask(run: run, workspace: workspace),
      report: { event in
        if case .note(let text) = event { notes.append(text) }
      })
    #expect(try runner.run().outcome == .finished)
    return (run.spec, notes)
  }

  @Test func theRunIsWhatTheDocumentationSays() throws {
    let spec = try run().spec
    #expect(spec.dataset.id == "synth-pedes/source" && spec.noise.rate == 0)
    #expect(spec.method.id == "rde-infonce")
    #expect(spec.method.configuration["divides"] == .bool(false), "all pairs are trained on")
    #expect(spec.setup?.model.initialWeights == ModelSpec.randomWeights)
    #expect(spec.setup?.augmentation.text == false && spec.setup?.augmentation.image == "none" && spec.seed == 3)
  }

  @Test func pretrainingRepeatsBitForBitAndMethodsTakeWhatTheyHave() throws {
    try withTemporaryFolder { folder in
      let (weights, checkpoint) = try pretrain(folder, "first")
      let bytes = try Data(contentsOf: weights)
      #expect(try bytes == Data(contentsOf: pretrain(folder, "second").weights), "the same bits")

      let file = try Checkpoint.open(weights)
      #expect(file.metadata[RunMetadata.pretrained] == "synth-pedes/source, seed 3")
      let words = try #require(file.metadata[RunMetadata.vocabulary])
      let vocabulary = try JSONDecoder().decode(WordVocabulary.self, from: Data(words.utf8))
      #expect(vocabulary == WordVocabulary(captions: SynthPedesSet.grammar, contextLength: 40))
      #expect(bytes.count < 2 << 20)

      let prefix = try #require(file.backbonePrefix)
      let heads = file.tensors.count { !$0.name.hasPrefix(prefix) }
      let backbone = file.tensors.count - heads
      #expect(heads > 0 && backbone > 0)

      let checksum = bytes.sha256
      let (rde, rdeNotes) = try loaded("rde-tal", from: weights, in: folder)
      #expect(rde.setup?.model.initialWeights == checksum, "the run's identity names the weights")
      #expect(rdeNotes.first == "weights: \(backbone + heads) used, 0 resized, 0 missing, 0 ignored")

      let (irra, irraNotes) = try loaded("irra-sdm", from: weights, in: folder)
      #expect(irra.setup?.model.initialWeights == checksum)
      let irraFirst = try #require(irraNotes.first)
      #expect(irraFirst.hasPrefix("weights: \(backbone) used, 0 resized, "), "\(irraFirst)")
      #expect(irraFirst.hasSuffix(" missing, \(heads) ignored"), "\(irraFirst)")

      // A checkpoint of the same model that is no pretraining gives its backbone alone, as CLIP's weights do.
      let (plain, plainNotes) = try loaded("rde-tal", from: checkpoint, in: folder)
      #expect(plain.setup?.model.initialWeights != checksum)
      #expect(
        plainNotes.first == "weights: \(backbone) used, 0 resized, \(heads) missing, \(heads) ignored", "\(plainNotes)")
    }
  }
}

extension JSONValue {
  /// A member of an object.
  fileprivate subscript(name: String) -> JSONValue? {
    guard case .object(let members) = self else { return nil }
    return members[name]
  }
}
