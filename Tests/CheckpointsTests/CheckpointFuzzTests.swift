import BenchCore
import Checkpoints
import Foundation
import Models
import TestSupport
import Testing

/// Random damage to small files of every format: each is read or refused, never a crash or an endless wait.
@Suite struct CheckpointFuzzTests {
  /// Operations of pickles that make and copy values, memoise and call.
  private static let operations = [
    "(", ")", "]", "}", "N", "0", "1", "2", "a", "e", "s", "u", "t", "d", "l", "R", "b", "Q", ".", "h\u{0}", "q\u{0}",
    "\u{1}", "K\u{1}", "J\u{7f}\u{7f}\u{7f}\u{7f}", "X\u{1}\u{0}\u{0}\u{0}a", "ccollections\nOrderedDict\n",
    "ctorch._utils\n_rebuild_tensor_v2\n", "c__torch__\nM\n", "ctorch\nSize\n", "X\u{7}\u{0}\u{0}\u{0}storage",
    "PK\u{1}\u{2}", "PK\u{3}\u{4}", "PK\u{5}\u{6}", "{\"", "\":", "[0,0]", "\"shape\"", "\"data_offsets\"", "\"F64\"",
  ]

  @Test func damagedFilesNeverCrash() throws {
    try withTemporaryFolder { folder in
      try Python.run(
        """
        import json, struct, sys, torch
        folder = sys.argv[1]
        state = {"a": torch.arange(6.0).reshape(2, 3), "b": torch.arange(6.0)[1:4], "c": torch.ones(2).half()}
        torch.save({"model": state, "epoch": 1}, f"{folder}/new.pth")
        torch.save(state, f"{folder}/legacy.pth", _use_new_zipfile_serialization=False)
        torch.jit.trace(torch.nn.Linear(1, 2), torch.zeros(1, 1)).save(f"{folder}/script.pt")
        header = json.dumps({"__metadata__": {"format": "pt"}, "a": {"dtype": "F32", "shape": [2], "data_offsets": [0, 8]},
                             "b": {"dtype": "F16", "shape": [1, 2], "data_offsets": [8, 12]}}).encode()
        open(f"{folder}/small.safetensors", "wb").write(struct.pack("<Q", len(header)) + header + bytes(12))
        """, folder.path)
      for name in ["new.pth", "legacy.pth", "script.pt", "small.safetensors"] {
        let outcome = try ReaderFuzz.run(
          "checkpoint-\(name.prefix { $0 != "." })", originals: [try Data(contentsOf: folder.appending(path: name))],
          words: Self.operations, file: name, count: 2_000
        ) { file in
          let checkpoint = try Checkpoint.open(file)
          _ = try CheckpointSummary(checkpoint)
          try checkpoint.write(to: folder.appending(path: "written.safetensors"))
        }
        #expect(outcome.refused > outcome.files / 10 && outcome.accepted > 0, "\(outcome)")
      }
    }
  }

  /// A checkpoint of this tool says things about its run, and a folder of Hugging Face about its model.
  @Test func damagedDescriptionsNeverCrash() throws {
    let golden = Repository.goldens.appending(path: "clip_tiny_hf")
    let openCLIP =
      #"{"model_cfg": {"embed_dim": 64, "quick_gelu": true, "vision_cfg": {"image_size": [32, 32], "layers": 1, "width": 128, "#
      + #""patch_size": 8, "pool_type": "tok"}, "text_cfg": {"heads": 2, "vocab_size": 120}}, "preprocess_cfg": {"mean": [0.5]}}"#
    for (name, original) in [
      ("open_clip_config.json", Data(openCLIP.utf8)),
      ("config.json", try Data(contentsOf: golden.appending(path: "config.json"))),
      ("model.safetensors.index.json", Data(#"{"weight_map": {"a": "0.safetensors", "b": "1.safetensors"}}"#.utf8)),
    ] {
      try ReaderFuzz.run(
        "checkpoint-\(name.prefix { $0 != "." })-json", originals: [original],
        words: ["{", "}", "[", "]", "null", "\"\\ud800\""],
        file: name, count: 500
      ) { file in
        let folder = file.deletingLastPathComponent()
        let weights = folder.appending(path: name.hasSuffix("config.json") ? "model.safetensors" : "0.safetensors")
        if !FileManager.default.fileExists(atPath: weights.path) {
          try FileManager.default.copyItem(at: golden.appending(path: "model.safetensors"), to: weights)
        }
        do {
          _ = try Checkpoint.open(folder).inferredModel()
        } catch let failure as CheckpointFailure where failure.path.hasSuffix("1.safetensors") {
          // The second part is never there.
        }
      }
    }
  }
}
