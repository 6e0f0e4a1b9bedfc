import BenchCore
import Checkpoints
import Foundation
import Models
import TestSupport
import Testing
import Torch

/// Tensors that a file has and the model has not.
@Suite struct UnplacedTensorTests {
  @Test func whatHasNoPlaceIsRefusedByName() throws {
    try withClips(
      """
      extra = {
        "adapter.fc.weight": clip, "prompt_learner.ctx": clip, "logit_bias": clip,
        "visual.transformer.resblocks.0.attn.in_proj.lora_A": clip, "visual.proj_bias": clip, "head.0.weight": clip,
        "text_projection.bias": clip, "ln_final.extra": clip, "classifier.weight": clip,
      }
      for name in extra:
        save(name, {**clip, name: torch.ones(2, 2)})
        save(f"wrapped {name}", {"state_dict": {**under("clip_model.", clip), name: torch.ones(2, 2)}})
        save(f"beside {name}", {"state_dict": clip, "parts": {name: torch.ones(2, 2)}})
      """
    ) { folder in
      let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
      #expect(files.count == 27)
      for file in files {
        let name = file.deletingPathExtension().lastPathComponent
        let tensor = try #require(name.split(separator: " ").last.map(String.init))
        let problem = try #require(try refusal(of: file), "\(name)")
        #expect(problem.contains(tensor) && problem.contains("no place in the model"), "\(problem)")
        #expect(problem.contains("--ignore '"), "\(problem)")
        let report = try loadClip(file, as: WeightsReading(ignored: ["nothing", "*\(tensor)"])).report
        #expect(report.left["*\(tensor)"]?.count == 1 && report.unmatchedPatterns == ["nothing"])
        #expect(report.lines.contains { $0.contains("left out by --ignore") && $0.contains(tensor) }, "\(report.lines)")
      }
    }
  }

  /// The refusal's own words are a way on.
  @Test func theRemedyIsOneThatWorks() throws {
    try withClips(
      """
      lora = {f"visual.transformer.resblocks.{i}.attn.lora_{k}": torch.ones(2) for i in range(2) for k in "AB"}
      save("lora", {**clip, **lora, "odd[1]*": torch.ones(3)})
      """
    ) { folder in
      let file = folder.appending(path: "lora.pth")
      let problem = try #require(try refusal(of: file))
      #expect(problem.contains("5 tensors of the file"), "\(problem)")
      let patterns = problem.matches(of: /--ignore '([^']*)'/).map { String($0.output.1) }
      #expect(
        Set(patterns) == [
          "visual.transformer.resblocks.*.attn.lora_A", "visual.transformer.resblocks.*.attn.lora_B", #"odd\[1\]\*"#,
        ])
      #expect(try loadClip(file, as: WeightsReading(ignored: patterns)).report.left.count == 3)
    }
  }

  @Test func whatCarriesNoNumberOfAnEmbeddingIsNotMissed() throws {
    try withClips(
      """
      needless = {"logit_scale": torch.tensor(4.6), "input_resolution": torch.tensor(224), "vocab_size": torch.tensor([9]),
                  "attn_mask": torch.full((20, 20), float("-inf")).triu(1), "text_model.embeddings.position_ids": torch.arange(20)[None],
                  "n_averaged": torch.tensor(5)}
      save("needless", {**clip, **needless})
      save("scales", {**clip, "logit_scale": torch.ones(8)})
      """
    ) { folder in
      let report = try loadClip(folder.appending(path: "needless.pth")).report
      #expect(report.ignored.count == 6)
      let problem = try #require(try refusal(of: folder.appending(path: "scales.pth")))
      #expect(problem.contains("logit_scale"))
    }
  }

  /// IRRA's and RDE's training parts are theirs alone; token selection heads make embeddings.
  @Test func trainingPartsAreLeftBehindWhereTheyAreOfTheirClasses() throws {
    func scopes(_ name: String, _ file: URL) throws -> [Bool] {
      let checkpoint = try Checkpoint.open(file)
      let spec = try checkpoint.inferredModel()
      return try [Checkpoint.Scope.backbone, .available, .whole].map { scope in
        let store = try ParameterStore(seed: 1)
        _ = try CLIP(store.root / "base_model", spec: spec)
        do {
          try checkpoint.load(into: store, model: spec, scope: scope)
          return true
        } catch let failure as CheckpointFailure {
          #expect(failure.problem.contains("no place in the model"), "\(name): \(failure)")
          return false
        }
      }
    }
    let irra = Repository.goldens.appending(path: "irra_tiny_best.pth")
    #expect(try scopes("irra", irra) == [true, true, true])
    let rde = Repository.goldens.appending(path: "rde_tiny_best.pth")
    #expect(try scopes("rde", rde) == [true, false, false])
    try withClips(
      """
      rde = torch.load(os.path.dirname(source) + "/rde_tiny_best.pth", weights_only=False)["model"]
      save("lightning", {"epoch": 1, "state_dict": under("model.module.", rde)})
      save("loss", {"state_dict": {**under("model.", rde), "loss.centers": torch.ones(3)}})
      """
    ) { folder in
      let lightning = try Checkpoint.open(folder.appending(path: "lightning.pth"))
      #expect(lightning.backbonePrefix == "base_model." && lightning.selectsTokens)
      let loss = try Checkpoint.open(folder.appending(path: "loss.pth"))
      #expect(loss.backbonePrefix == "model.base_model." && loss.selectsTokens)
      #expect(loss.parts == ["CLIP backbone", "token selection heads (RDE)"])
      #expect(try scopes("loss", folder.appending(path: "loss.pth")) == [false, false, false])
    }
  }

  @Test func otherNetworksWithOpenAINamesAreRefused() throws {
    try withClips(
      """
      for name, words in {"positional_embedding_res": "", "visual.attn_pool.query": "", "text.cls_emb": "",
                          "text_decoder.ln_final.weight": ""}.items():
        save(name, {**clip, name: torch.ones(2, 2)})
      trunk = {name: tensor for name, tensor in clip.items() if not name.startswith("visual.")}
      save("visual.trunk", {**trunk, "visual.trunk.patch_embed.proj.weight": torch.ones(2, 2)})
      """
    ) { folder in
      for file in try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil) {
        let name = file.deletingPathExtension().lastPathComponent
        let problem = try #require(try refusal(of: file, as: WeightsReading(ignored: ["*"])), "\(name)")
        #expect(problem.contains(name) && problem.contains("not the weights of a CLIP"), "\(problem)")
      }
    }
  }
}
