import BenchCore
import Checkpoints
import DataTestSupport
import Datasets
import Evaluation
import Foundation
import Methods
import Models
import Studies
import StudyTestSupport
import Sweep
import TestSupport
import Testing
import Torch
import Training

/// Runs of a network that is no CLIP. Serialized: a run sets libtorch's number of threads.
@Suite(.serialized) struct SSANRunTests {
  private func run(_ change: (inout StudyRequest) -> Void = { _ in }) throws -> PlannedRun {
    try #require(
      try TinyStudy.runs {
        $0.methods = ["ssan"]
        $0.epochs = 1
        change(&$0)
      }.first)
  }

  @Test func aRunKeepsItsNetworkWhichEmbedsAndStartsOthers() throws {
    try withTemporaryFolder { root in
      let first = try run()
      var workspace = TinyStudy.workspace(root)
      workspace.savedWeights = .last
      let record = try TrainingRunner(RunTask(run: first, workspace: workspace)).run()
      #expect(record.outcome == .finished && record.epochs?.first?.loss.isFinite == true)
      let expected = try #require(record.last?.embeddings)
      #expect(expected.names == ["global", "local", "nonlocal"])

      let file = workspace.weightsFile(of: first, checkpoint: "last")
      let summary = try CheckpointSummary(Checkpoint.open(file))
      #expect(summary.facts.contains { $0.last?.contains("ResNet-14") == true })
      let contents = try DatasetRegistry.info(named: "synth-pedes").read(dataRoot: TinyData.root)
      #expect(try CheckpointEvaluation(file: file, contents: contents).encode(.test).heads == expected)
      let alone = try CheckpointEncoder(file: file)
      #expect(try alone.encode(captions: ["zzz"]).first?.value.rows == 1, "a caption without a word that is known")

      let second = try run { $0.weights = .file(file) }
      #expect(second.spec.setup?.model.initialWeights.count == 64)
      workspace.weights = file
      workspace.savedWeights = nil
      #expect(try TrainingRunner(RunTask(run: second, workspace: workspace)).run().outcome == .finished)
    }
  }

  /// A file with torchvision's names, written from a network of this tool.
  private func writeResNet(_ file: URL, _ change: (String) -> String? = { $0 }) throws -> any RetrievalMethod {
    let run = try run()
    let method = try MethodRegistry.method("ssan").build(
      run.spec.method, in: MethodContext(model: try #require(run.spec.setup).model, identityCount: 3, seed: 7))
    let items = try method.parameters.entries.filter { $0.name.hasPrefix("ImageExtract.") }.compactMap { entry in
      try change(String(entry.name.dropFirst("ImageExtract.".count))).map { name in
        try SafetensorsWriter.Item(name: name, tensor: entry.tensor)
      }
    }
    try SafetensorsWriter.write(
      items + [SafetensorsWriter.Item(name: "fc.weight", tensor: .zeros([5, 4]))], to: file)
    return method
  }

  @Test func torchvisionsNetworkIsReadByName() throws {
    try withTemporaryFolder { root in
      let file = root.appending(path: "resnet.safetensors")
      let method = try writeResNet(file)
      let network = try Checkpoint.open(file).residualNetwork()
      let small = ModelSpec.smallSSAN(vocabularySize: 9, contextLength: 9)
      #expect(network.depth == 14 && network.model.visionWidth == small.visionWidth)
      #expect(network.model.imageHeight == 384 && network.model.vocabularySize == 5000)
      #expect(network.report.ignored == ["fc.weight"])
      let planned = try run { $0.weights = .file(file) }
      #expect(planned.spec.setup?.model.visionLayers == 14 && planned.spec.setup?.model.imageHeight == 384)

      let own = try #require(try run().spec.setup).model
      let other = try MethodRegistry.method("ssan").build(
        planned.spec.method, in: MethodContext(model: own, identityCount: 3, seed: 8))
      let name = "ImageExtract.layer3.0.conv2.weight"
      let (from, to) = (try #require(method.parameters[name]), try #require(other.parameters[name]))
      #expect(try !from.equal(to: to).all())
      let report = try network.load(into: other.parameters)
      #expect(try from.equal(to: to).all())
      #expect(report.used.count + report.missing.count == other.parameters.entries.count)
      #expect(report.ignored == ["fc.weight"])

      // SSAN's own code counts the children of the network.
      let counted = root.appending(path: "ssan.safetensors")
      let places = ["conv1": "0", "bn1": "1", "layer1": "4", "layer2": "5", "layer3": "6", "layer4": "7"]
      _ = try writeResNet(counted) { name in
        let parts = name.split(separator: ".", maxSplits: 1)
        return places[String(parts[0])].map { "ImageExtract.\($0).\(parts[1])" }
      }
      #expect(try Checkpoint.open(counted).residualNetwork().load(into: other.parameters).used == report.used)
    }
  }

  @Test func otherFilesAreRefused() throws {
    try withTemporaryFolder { root in
      func problem(_ name: String, _ change: (String) -> String?) throws -> String {
        let file = root.appending(path: "\(name).safetensors")
        _ = try writeResNet(file, change)
        let failure = #expect(throws: CheckpointFailure.self) { try run { $0.weights = .file(file) } }
        #expect(failure?.remedy?.contains("resnet50") == true)
        return failure?.problem ?? ""
      }
      #expect(try problem("resnet18") { $0.contains("conv3") ? nil : $0 }.contains("ResNet-18"))
      #expect(try problem("cut") { $0.hasPrefix("layer4") ? nil : $0 }.contains("layer4"))
      #expect(try problem("other") { "x\($0)" }.contains("layer1.0.conv1.weight"))
      let clip = try TinyStudy.runs {
        $0.methods = ["ssan"]
        $0.weights = .automatic
      }
      #expect(clip.first?.spec.setup?.model.initialWeights == ModelSpec.randomWeights)
      let embedded = #expect(throws: CheckpointFailure.self) { try run { $0.weights = .embedded } }
      #expect(embedded?.problem.contains("CLIP") == true)
      let cut = root.appending(path: "cut.pth")
      try Data([0x50, 0x4b, 3, 4, 1]).write(to: cut)
      #expect(throws: CheckpointFailure.self) { try run { $0.weights = .file(cut) } }
    }
  }
}
