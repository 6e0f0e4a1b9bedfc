import BenchCore
import Checkpoints
import Foundation
import TestSupport
import Testing

/// Who says which activation weights were trained with, and what else is not in the tensors.
@Suite struct StatedActivationTests {
  private static let openCLIP =
    #"{"model_cfg": {"embed_dim": 64, QUICK"vision_cfg": {"image_size": [48, 16], "layers": 2, "width": 128, "#
    + #""patch_size": 8, "head_width": 32 VISION}, "text_cfg": {"context_length": 20, "vocab_size": 120, "width": 128, "#
    + #""heads": 2, "layers": 2 TEXT}}}"#

  private func openCLIP(quick: String = "", vision: String = "", text: String = "") -> String {
    Self.openCLIP.replacing("QUICK", with: quick).replacing("VISION", with: vision).replacing("TEXT", with: text)
  }

  /// A folder with the golden CLIP under OpenCLIP's file name, and other files beside it.
  private func folder(_ files: [String: String], _ body: (_ folder: URL, _ weights: URL) throws -> Void) throws {
    try withTemporaryFolder { folder in
      let weights = folder.appending(path: "open_clip_pytorch_model.bin")
      try FileManager.default.copyItem(at: Repository.goldens.appending(path: "clip_tiny_state_dict.pth"), to: weights)
      for (name, text) in files { try Data(text.utf8).write(to: folder.appending(path: name)) }
      try body(folder, weights)
    }
  }

  @Test func nothingIsAssumedSilently() throws {
    try folder([:]) { folder, weights in
      for location in [folder, weights] {
        let (checkpoint, report) = try loadClip(location)
        #expect(checkpoint.activation == .assumed(.quickGELU))
        let warning = try #require(checkpoint.activation.warning)
        #expect(warning.contains("--activation") && report.warnings.contains(warning))
        #expect(try CheckpointSummary(checkpoint).facts.contains { $0 == ["warning", warning] })
      }
      let said = try Checkpoint.open(weights, as: WeightsReading(activation: .gelu))
      #expect(said.activation == .said(.gelu, by: "--activation") && said.activation.warning == nil)
      #expect(try said.inferredModel().activation == .gelu)
    }
  }

  @Test func configurationsOfOpenCLIPSayIt() throws {
    for (quick, expected) in [("", Activation.gelu), (#""quick_gelu": true, "#, .quickGELU)] {
      try folder(["open_clip_config.json": openCLIP(quick: quick)]) { folder, weights in
        for location in [folder, weights] {
          let (checkpoint, report) = try loadClip(location)
          let name = "open_clip_config.json"
          let isFolder = location == folder
          #expect(checkpoint.activation == (isFolder ? .said(expected, by: name) : .beside(expected, by: name)))
          #expect(report.lines.contains { $0.contains("weights: activation \(expected.rawValue), said by \(name)") })
          #expect(report.cautions.filter { $0.contains(name) }.count == (isFolder ? 0 : 1), "\(report.cautions)")
          let model = try checkpoint.inferredModel()
          #expect(model.activation == expected && model.visionHeads == 4 && model.textHeads == 2)
          #expect(model.imageHeight == 48 && model.imageWidth == 16)
          let other: Activation = expected == .gelu ? .quickGELU : .gelu
          if isFolder {
            let problem = try #require(try refusal(of: location, as: WeightsReading(activation: other)))
            #expect(problem.contains("--activation says \(other.rawValue), open_clip_config.json says"), "\(problem)")
            #expect(problem.contains("leave --activation out"), "\(problem)")
          } else {
            let overruled = try loadClip(location, as: WeightsReading(activation: other))
            #expect(overruled.checkpoint.activation == .said(other, by: "--activation"))
            #expect(overruled.report.cautions == [] && overruled.report.lines.contains { $0.contains(name) })
          }
          #expect(try loadClip(location, as: WeightsReading(activation: expected)).report.cautions == [])
        }
      }
    }
  }

  @Test(arguments: [
    (#", "no_ln_pre": true"#, "", "vision_cfg.no_ln_pre"), (#", "pool_type": "avg""#, "", "vision_cfg.pool_type"),
    (#", "act_kwargs": {"approximate": "tanh"}"#, "", "vision_cfg.act_kwargs"),
    (#", "attentional_pool": true"#, "", "vision_cfg.attentional_pool"),
    (#", "timm_model_name": "vit""#, "", "vision_cfg.timm_model_name"),
    (#", "norm_kwargs": {"eps": 1e-6}"#, "", "vision_cfg.norm_kwargs"),
    (#", "future": 3"#, "", "vision_cfg.future"), ("", #", "embed_cls": true"#, "text_cfg.embed_cls"),
    ("", #", "pool_type": "last""#, "text_cfg.pool_type"),
    ("", #", "no_causal_mask": true"#, "text_cfg.no_causal_mask"),
    ("", #", "proj_bias": true"#, "text_cfg.proj_bias"),
    ("", #", "hf_tokenizer_name": "x""#, "text_cfg.hf_tokenizer_name"),
    ("", #", "hf_model_name": "x""#, "text_cfg.hf_model_name"),
  ])
  func otherNetworksOfOpenCLIPAreRefusedByName(vision: String, text: String, name: String) throws {
    try folder(["open_clip_config.json": openCLIP(vision: vision, text: text)]) { folder, weights in
      for location in [folder, weights] {
        let problem = try #require(try refusal(of: location))
        #expect(problem.contains(name), "\(problem)")
      }
    }
  }

  /// Harmless settings, and the values that OpenAI's network has.
  @Test func usualSettingsAreTaken() throws {
    let vision =
      #", "pool_type": "tok", "no_ln_pre": false, "ls_init_value": null, "patch_dropout": 0.5, "act_kwargs": {}"#
    try folder([
      "open_clip_config.json": openCLIP(vision: vision, text: #", "pool_type": "argmax", "proj_type": "linear""#)
    ]) { folder, _ in try loadClip(folder) }
  }

  @Test func whatIsBesideMayBeOfOthers() throws {
    for (name, text, words) in [
      ("open_clip_config.json", openCLIP().replacing(#""width": 128, "patch"#, with: #""width": 768, "patch"#), "768"),
      ("config.json", #"{"model_type": "siglip"}"#, "siglip"), ("config.json", "[]", "not the JSON"),
      ("config.json", "{}", "no sizes"),
    ] {
      try folder([name: text]) { _, weights in
        let checkpoint = try loadClip(weights).checkpoint
        #expect(checkpoint.activation == .assumed(.quickGELU))
        #expect(checkpoint.warnings.contains { $0.contains(name) && $0.contains(words) }, "\(checkpoint.warnings)")
      }
    }
  }

  @Test func twoConfigurationsThatDifferAreRefused() throws {
    let huggingFace =
      #"{"model_type": "clip", "text_config": {"hidden_size": 128, "num_attention_heads": 2, "hidden_act": "quick_gelu"}, "#
      + #""vision_config": {"hidden_size": 128, "num_attention_heads": 2}}"#
    try folder(["config.json": huggingFace, "open_clip_config.json": openCLIP()]) { folder, _ in
      let problem = try #require(try refusal(of: folder))
      #expect(problem.contains("open_clip_config.json says the activation is gelu, config.json says quick_gelu"))
      for activation in Activation.allCases {
        let checkpoint = try loadClip(folder, as: WeightsReading(activation: activation)).checkpoint
        #expect(checkpoint.activation.activation == activation)
      }
    }
  }

  @Test func aConvertedFileSaysItByItself() throws {
    try folder(["open_clip_config.json": openCLIP()]) { folder, weights in
      for selection in [Checkpoint.Selection.all, .clip] {
        try withTemporaryFolder { target in
          let copy = target.appending(path: "copy.safetensors")
          let original = try Checkpoint.open(weights)
          try original.write(to: copy, selection: selection)
          let written = try loadClip(copy).checkpoint
          #expect(written.activation == .said(.gelu, by: "its metadata"))
          #expect(try written.inferredModel() == original.inferredModel())
        }
      }
    }
    // What was assumed is no statement.
    try folder([:]) { folder, weights in
      let copy = folder.appending(path: "copy.safetensors")
      try Checkpoint.open(weights).write(to: copy)
      #expect(try Checkpoint.open(copy).activation == .assumed(.quickGELU))
      try Checkpoint.open(weights, as: WeightsReading(activation: .gelu)).write(to: copy)
      #expect(try Checkpoint.open(copy).activation == .said(.gelu, by: "its metadata"))
    }
  }
}
