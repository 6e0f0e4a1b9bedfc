import BenchCore
import Checkpoints
import Foundation
import Models
import TensorTestSupport
import TestSupport
import Testing
import Torch

/// Checkpoints as other programs saved them; VerificationTests compare what models compute with them.
@Suite struct CheckpointGoldenTests {
  private func golden(_ name: String) -> URL { Repository.goldens.appending(path: name) }

  @Test(arguments: ["clip_tiny_state_dict.pth", "rde_tiny_best.pth", "irra_tiny_best.pth", "clip_tiny_openai.pt"])
  func theArchitectureIsInferred(file: String) throws {
    let checkpoint = try Checkpoint.open(golden(file))
    #expect(try checkpoint.inferredModel() == .golden)
  }

  /// A logit scale is the one thing that a bare CLIP leaves behind.
  @Test(
    arguments: [
      ("clip_tiny_state_dict.pth", []), ("clip_tiny_openai.pt", ["logit_scale"]), ("clip_tiny_hf", ["logit_scale"]),
    ])
  func everyTensorHasAPlace(file: String, ignored: [String]) throws {
    let checkpoint = try Checkpoint.open(golden(file))
    let spec = try checkpoint.inferredModel()
    let (store, _) = try randomCLIP(spec)
    let report = try checkpoint.load(into: store, model: spec)
    #expect(report.missing == [] && report.notFinite == [] && report.resized == [] && report.ignored == ignored)
    if file == "clip_tiny_hf" { #expect(spec.imageHeight == 32 && spec.imageWidth == 32 && spec.visionHeads == 2) }
  }

  @Test(arguments: ["clip_tiny_openai.pt", "clip_tiny_state_dict.pth", "rde_tiny_best.pth", "irra_tiny_best.pth"])
  func everyTensorIsWhatPyTorchReads(file: String) throws {
    let checkpoint = try Checkpoint.open(golden(file))
    let expected = try tensorsAsPyTorchReads(golden(file))
    #expect(checkpoint.tensors.count == expected.count)
    for tensor in expected {
      let found = try #require(checkpoint[tensor.name], "\(tensor.name)")
      let isEqual = try tensor.equals(found.tensor())
      #expect(isEqual && found.shape == tensor.shape, "\(tensor.name)")
    }
  }

  @Test func checkpointsSayWhatTheyAre() throws {
    let rde = try Checkpoint.open(golden("rde_tiny_best.pth"))
    #expect(rde.kind == .torchSave && rde.backbonePrefix == "base_model." && rde.metadata["epoch"] == "3")
    #expect(rde.parts == ["CLIP backbone", "token selection heads (RDE)"])
    let irra = try Checkpoint.open(golden("irra_tiny_best.pth"))
    #expect(irra.identityCount == 11)
    #expect(irra.parts == ["CLIP backbone", "classifier of 11 identities", "cross-modal encoder (IRRA)"])
    let openAI = try Checkpoint.open(golden("clip_tiny_openai.pt"))
    #expect(openAI.kind == .torchScript && openAI.tensors.contains { $0.type == .float16 })
  }

  @Test func aBackboneStartsFromAnyCheckpoint() throws {
    let images = try Generator(seed: 2).normal([2, 3, 48, 16])
    for file in ["clip_tiny_openai.pt", "irra_tiny_best.pth", "rde_tiny_best.pth"] {
      let store = try ParameterStore(seed: 5)
      let clip = try CLIP(store.root / "base_model", spec: .golden)
      let head = try Linear(store.root / "classifier", inputs: 64, outputs: 11)
      let before = try #require(store["classifier.weight"]).values(as: Float.self)
      let checkpoint = try Checkpoint.open(golden(file))
      let report = try checkpoint.load(into: store, model: .golden, scope: .backbone)
      #expect(
        report.used.count == store.entries.count - 2 && report.missing == ["classifier.weight", "classifier.bias"])
      #expect(try #require(store["classifier.weight"]).values(as: Float.self) == before)
      #expect(try head(.zeros([1, 64])).elementCount == 11)
      #expect(try clip.encode(images: images).global.isFinite().all())
    }
  }

  @Test func positionEmbeddingsAreResizedToTheModelsImages() throws {
    let checkpoint = try Checkpoint.open(golden("clip_tiny_hf"))
    let spec = try checkpoint.inferredModel(imageHeight: 96, imageWidth: 32)
    let (store, _) = try randomCLIP(spec)
    let report = try checkpoint.load(into: store, model: spec)
    #expect(report.resized == [.init(name: "visual.positional_embedding", from: "4 x 4", to: "12 x 4")])
    let source = try #require(checkpoint["visual.positional_embedding"]).tensor()
    let expected = try PositionEmbedding.resized(source, rows: 12, columns: 4)
    #expect(try excess(#require(store["visual.positional_embedding"]), over: expected, absolute: 0, relative: 0) <= 0)
  }
}
