import BenchCore
import Checkpoints
import Foundation
import Models
import TensorTestSupport
import TestSupport
import Testing
import Torch

/// Checkpoints as other programs saved them, against the official code's outputs.
@Suite struct CheckpointGoldenTests {
  private func golden(_ name: String) -> URL { Repository.goldens.appending(path: name) }

  /// A bare CLIP with the weights of a file.
  private func clip(from file: String) throws -> (CLIP, LoadReport) {
    let checkpoint = try Checkpoint.open(golden(file))
    let spec = try checkpoint.inferredModel()
    let (store, clip) = try randomCLIP(spec)
    return (clip, try checkpoint.load(into: store, model: spec))
  }

  @Test(arguments: ["clip_tiny_state_dict.pth", "rde_tiny_best.pth", "irra_tiny_best.pth", "clip_tiny_openai.pt"])
  func theArchitectureIsInferred(file: String) throws {
    let checkpoint = try Checkpoint.open(golden(file))
    #expect(try checkpoint.inferredModel() == .golden)
  }

  /// OpenAI's archive holds weights rounded to float16, which has 11 bits: 5e-3.
  @Test(arguments: [("clip_tiny_state_dict.pth", 1e-4), ("clip_tiny_openai.pt", 5e-3)])
  func outputsEqualTheOfficialModels(file: String, tolerance: Double) throws {
    let golden = try GoldenTensors("clip_tiny.h5")
    let (clip, report) = try clip(from: file)
    #expect(report.missing == [] && report.notFinite == [] && report.resized == [])
    #expect(report.ignored == (file.hasSuffix(".pt") ? ["logit_scale"] : []))
    let images = try clip.encode(images: golden.floats("images"))
    #expect(
      try excess(images.tokens, over: golden.floats("image_tokens"), absolute: tolerance, relative: tolerance) <= 0)
    let texts = try clip.encode(captions: golden.integers("caption_ids"))
    #expect(
      try excess(texts.tokens, over: golden.floats("text_tokens"), absolute: tolerance, relative: tolerance) <= 0)
  }

  @Test func outputsEqualHuggingFaces() throws {
    let golden = try GoldenTensors("clip_tiny_hf_outputs.h5")
    let (clip, report) = try clip(from: "clip_tiny_hf")
    #expect(clip.spec.imageHeight == 32 && clip.spec.imageWidth == 32 && clip.spec.visionHeads == 2)
    #expect(report.missing == [] && report.ignored == ["logit_scale"])
    let images = try clip.encode(images: golden.floats("images")).global
    #expect(try excess(images, over: golden.floats("image_features"), absolute: 1e-4, relative: 1e-4) <= 0)
    let texts = try clip.encode(captions: golden.integers("caption_ids")).global
    #expect(try excess(texts, over: golden.floats("text_features"), absolute: 1e-4, relative: 1e-4) <= 0)
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
    let golden = try GoldenTensors("clip_tiny.h5")
    for file in ["clip_tiny_openai.pt", "irra_tiny_best.pth", "rde_tiny_best.pth"] {
      let store = try ParameterStore(seed: 5)
      let clip = try CLIP(store.root / "base_model", spec: .golden)
      let head = try Linear(store.root / "classifier", inputs: 64, outputs: 11)
      let before = try #require(store["classifier.weight"]).values(as: Float.self)
      let checkpoint = try Checkpoint.open(self.golden(file))
      let report = try checkpoint.load(into: store, model: .golden, scope: .backbone)
      #expect(
        report.used.count == store.entries.count - 2 && report.missing == ["classifier.weight", "classifier.bias"])
      #expect(try #require(store["classifier.weight"]).values(as: Float.self) == before)
      #expect(try head(.zeros([1, 64])).elementCount == 11)
      #expect(try clip.encode(images: golden.floats("images")).global.isFinite().all())
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
