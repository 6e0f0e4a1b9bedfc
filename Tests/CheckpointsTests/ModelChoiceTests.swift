import BenchCore
import Checkpoints
import Foundation
import TestSupport
import Testing

/// Where the weights are in a file, and which ones of several.
@Suite struct ModelChoiceTests {
  @Test func weightsAreFoundWhereverTheyAre() throws {
    try withClips(
      """
      clip["logit_scale"] = torch.tensor(4.6)
      save("scalar beside", {"logit_scale": torch.tensor(4.6), "epoch": torch.tensor(3), "state_dict": clip})
      save("nested", {"model": {"state_dict": clip}, "optimizer": {"state": {0: {"exp_avg": torch.ones(3)}}}})
      save("deep", {"a": {"b": {"c": {"d": under("module._orig_mod.clip.", clip)}}}, "epoch": 2})
      for i, wrap in enumerate(["module._orig_mod.model.clip.", "model.clip_model.", "_orig_mod.module.base_model."]):
        save(f"wrapped {i}", {"state_dict": under(wrap, clip), "optimizer_states": {"x": torch.ones(4)}})
      save("same twice", {"model": clip, "state_dict": clip})
      save("rng", {"model": clip, "rng_state": torch.ones(9, dtype=torch.uint8), "count": torch.arange(3)})
      save("default", collections.defaultdict(int, {"model": clip}))
      """
    ) { folder in
      let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
      #expect(files.count == 9)
      for file in files { #expect(try loadClip(file).report.ignored.map { $0.hasSuffix("logit_scale") } == [true]) }
      #expect(try Checkpoint.open(folder.appending(path: "deep.pth")).metadata["epoch"] == "2")
    }
  }

  @Test(arguments: [
    ("flat", "base_model.", "base_model_m."), ("bare", "", "ema."), ("lightning", "model.", "model_ema."),
    ("dictionaries", "model.", "model_ema."), ("states", "state_dict.", "ema_state_dict."),
    ("deep", "model.net.", "callbacks.EMA.net."), ("twins", "model.", "model_ema."),
  ])
  func ofTwoModelsAPersonChooses(name: String, first: String, second: String) throws {
    try withClips(
      """
      save("flat", {**under("base_model.", clip), **under("base_model_m.", other)})
      save("bare", {**clip, **under("ema.", other)})
      save("lightning", {"state_dict": {**under("model.", clip), **under("model_ema.", other)}})
      save("dictionaries", {"model": clip, "model_ema": other, "epoch": 3})
      save("states", {"ema_state_dict": other, "state_dict": clip})
      save("deep", {"model": {"net": clip}, "callbacks": {"EMA": under("net.", other)}})
      save("twins", {"model": clip, "model_ema": copy.deepcopy(clip)})
      """
    ) { folder in
      let file = folder.appending(path: "\(name).pth")
      let problem = try #require(try refusal(of: file))
      #expect(problem.contains("2 models") && problem.contains("--prefix"), "\(problem)")
      for prefix in [first, second] { #expect(problem.contains(prefix.isEmpty ? "nothing" : prefix), "\(problem)") }
      if first.isEmpty { #expect(problem.contains("--prefix '' for the one without a prefix"), "\(problem)") }
      let plain = try loadClip(file, as: WeightsReading(prefix: first)).checkpoint
      let canonical = try #require(plain.chosenModel)
      #expect(plain.models.contains(canonical) && canonical.hasSuffix(first))
      for spelling in [canonical, first.hasSuffix(".") ? String(first.dropLast()) : first] {
        #expect(try Checkpoint.open(file, as: WeightsReading(prefix: spelling)).chosenModel == canonical)
      }
      let chosen = try loadClip(file, as: WeightsReading(prefix: second), difference: name == "twins" ? 0 : 1)
      #expect(chosen.report.ignored == [] && chosen.checkpoint.models.count == 2)
      let wrong = try #require(try refusal(of: file, as: WeightsReading(prefix: "teacher.")))
      #expect(wrong.contains("teacher.") && wrong.contains(second), "\(wrong)")
      // A copy of the chosen one is a file of one model.
      let copy = folder.appending(path: "copy.safetensors")
      try chosen.checkpoint.write(to: copy)
      try loadClip(copy, difference: name == "twins" ? 0 : 1)
      // A person may look at a file before choosing.
      let facts = try CheckpointSummary(Checkpoint.open(file)).facts
      #expect(facts.contains { $0[0] == "models" && $0[1].contains(second) }, "\(facts)")
    }
  }

  @Test func namesOfOtherProgramsAreOpenAIs() throws {
    try withClips(
      """
      text = ("transformer.", "token_embedding.", "ln_final.", "positional_embedding", "text_projection")
      custom = {("text." if name.startswith(text) else "") + name: tensor for name, tensor in clip.items()}
      save("custom", {**custom, "logit_scale": torch.tensor(1.0)})
      linear = dict(custom); linear["text.text_projection.weight"] = linear.pop("text.text_projection").t().contiguous()
      save("linear", linear)
      save("bias", {**linear, "text.text_projection.bias": torch.zeros(64)})
      hf = {"token_embedding.weight": "text_model.embeddings.token_embedding.weight",
            "positional_embedding": "text_model.embeddings.position_embedding.weight", "text_projection": "text_projection.weight",
            "visual.proj": "visual_projection.weight", "visual.class_embedding": "vision_model.embeddings.class_embedding",
            "visual.positional_embedding": "vision_model.embeddings.position_embedding.weight",
            "visual.conv1.weight": "vision_model.embeddings.patch_embedding.weight"}
      state = {}
      for name, tensor in clip.items():
        if name in hf: state[hf[name]] = tensor.t().contiguous() if name in ("text_projection", "visual.proj") else tensor
        elif ".resblocks." in name:
          base = name.replace("visual.transformer.resblocks", "vision_model.encoder.layers").replace("transformer.resblocks", "text_model.encoder.layers")
          for old, new in {"ln_1": "layer_norm1", "ln_2": "layer_norm2", "c_fc": "fc1", "c_proj": "fc2", "attn.out": "self_attn.out"}.items():
            base = base.replace(old, new)
          if "in_proj" in base:
            for part, value in zip("qkv", tensor.chunk(3)): state[base.replace("attn.in_proj_", f"self_attn.{part}_proj.")] = value.clone()
          else: state[base] = tensor
        else:
          for old, new in {"visual.ln_pre": "vision_model.pre_layrnorm", "visual.ln_post": "vision_model.post_layernorm", "ln_final": "text_model.final_layer_norm"}.items():
            if name.startswith(old): state[name.replace(old, new)] = tensor
      save("huggingface", state)
      save("prefixed", {"model": {**under("clip.", state), "logit_scale": torch.tensor(1.0)}})
      save("adapted", {**under("clip.", state), "adapter.fc.weight": torch.ones(2)})
      save("biased", {**state, "vision_model.encoder.layers.0.self_attn.relative_bias": torch.ones(2)})
      """
    ) { folder in
      for name in ["custom", "linear", "huggingface", "prefixed"] {
        let checkpoint = try loadClip(folder.appending(path: "\(name).pth")).checkpoint
        #expect(checkpoint.usesHuggingFaceNames == ["huggingface", "prefixed"].contains(name))
      }
      for (name, tensor) in [
        ("bias", "text_projection.bias"), ("adapted", "adapter.fc.weight"), ("biased", "self_attn.relative_bias"),
      ] {
        let problem = try #require(try refusal(of: folder.appending(path: "\(name).pth")), "\(name)")
        #expect(problem.contains(tensor) && problem.contains("no place"), "\(problem)")
      }
    }
  }
}
