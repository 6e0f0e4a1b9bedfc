import BenchCore
import Checkpoints
import Foundation
import TestSupport
import Testing
import Torch

/// Files that PyTorch writes in other ways than the goldens'.
@Suite struct CheckpointFormatTests {
  @Test func everyWayOfTorchSaveReadsAsPyTorchDoes() throws {
    try withTemporaryFolder { folder in
      try Python.run(
        """
        import sys, torch
        folder = sys.argv[1]
        base = torch.arange(60, dtype=torch.float32)
        state = {
          "whole": base.reshape(3, 4, 5), "view": base[7:27].reshape(4, 5), "transposed": base[:12].reshape(3, 4).t(),
          "stepped": base[1:40:3], "scalar": torch.tensor(2.5), "empty": torch.zeros(0, 3), "half": base[:6].half(),
          "brain": base[:6].bfloat16(), "double": base[:4].double(), "long": torch.tensor([-5, 2**40]),
          "int": torch.tensor([-5, 7], dtype=torch.int32), "byte": torch.tensor([0, 255], dtype=torch.uint8),
          "flag": torch.tensor([True, False]), "parameter": torch.nn.Parameter(base[:4].clone()),
        }
        torch.save(state, f"{folder}/new.pth")
        torch.save(state, f"{folder}/legacy.pth", _use_new_zipfile_serialization=False)
        torch.save(state, f"{folder}/protocol4.pth", pickle_protocol=4)
        torch.save({"epoch": 3, "model": state, "best": 0.5, "args": [1, (2, "x"), {"a": None}]}, f"{folder}/wrapped.pth")
        torch.save({"module." + k: v for k, v in state.items()}, f"{folder}/parallel.pth")
        """, folder.path)
      let expected = try tensorsAsPyTorchReads(folder.appending(path: "new.pth"))
      #expect(expected.count == 14)
      for name in ["new", "legacy", "protocol4", "wrapped", "parallel"] {
        let checkpoint = try Checkpoint.open(folder.appending(path: "\(name).pth"))
        #expect(checkpoint.kind == (name == "legacy" ? .legacyTorchSave : .torchSave))
        #expect(checkpoint.tensors.map(\.name) == expected.map(\.name), "\(name)")
        for tensor in expected {
          let found = try #require(checkpoint[tensor.name]).tensor()
          let isEqual = try tensor.equals(found)
          #expect(isEqual, "\(name) \(tensor.name)")
        }
      }
      #expect(
        try Checkpoint.open(folder.appending(path: "wrapped.pth")).metadata == ["epoch": "3", "best": "0.5"])
    }
  }

  @Test func huggingFaceFoldersMayBeShardedOrPickled() throws {
    let golden = Repository.goldens.appending(path: "clip_tiny_hf")
    let whole = try Checkpoint.open(golden)
    try withTemporaryFolder { folder in
      try Python.run(
        """
        import json, struct, sys, torch, os, shutil
        source, folder = sys.argv[1:]
        raw = open(f"{source}/model.safetensors", "rb").read()
        size = struct.unpack("<Q", raw[:8])[0]
        header = json.loads(raw[8:8 + size]); header.pop("__metadata__", None)
        state = {k: torch.frombuffer(bytearray(raw[8 + size + v["data_offsets"][0]:8 + size + v["data_offsets"][1]]),
                                     dtype=torch.float32).reshape(v["shape"]) for k, v in header.items()}
        state["text_model.embeddings.position_ids"] = torch.arange(20).reshape(1, 20)
        for kind in ["bin", "sharded"]:
          os.makedirs(f"{folder}/{kind}"); shutil.copy(f"{source}/config.json", f"{folder}/{kind}/config.json")
        torch.save(state, f"{folder}/bin/pytorch_model.bin")
        names = sorted(state); parts = {"a.bin": names[:30], "b.bin": names[30:]}
        for part, keys in parts.items(): torch.save({k: state[k] for k in keys}, f"{folder}/sharded/{part}")
        json.dump({"weight_map": {k: p for p, keys in parts.items() for k in keys}},
                  open(f"{folder}/sharded/pytorch_model.bin.index.json", "w"))
        """, golden.path, folder.path)
      for kind in ["bin", "sharded"] {
        let checkpoint = try Checkpoint.open(folder.appending(path: kind))
        #expect(Set(checkpoint.tensors.map(\.name)).subtracting(whole.tensors.map(\.name)).count == 1)
        let spec = try checkpoint.inferredModel()
        #expect(try spec == whole.inferredModel())
        let (store, _) = try randomCLIP(spec)
        let report = try checkpoint.load(into: store, model: spec)
        #expect(report.missing == [] && Set(report.ignored) == ["logit_scale", "text_model.embeddings.position_ids"])
        for entry in store.entries {
          let expected = try #require(whole[entry.name]).tensor().values(as: Float.self)
          // Query, key and value of a block may come from different files.
          let isEqual = try entry.tensor.values(as: Float.self) == expected
          #expect(isEqual, "\(kind) \(entry.name)")
        }
      }
    }
  }

  @Test(arguments: [
    (#"{"text_config": {"hidden_act": "gelu"}}"#, "activations differ: gelu for text and quick_gelu for images"),
    (#"{"vision_config": {"hidden_act": "gelu_new"}}"#, "activation gelu_new"),
    (#"{"text_config_dict": {"hidden_act": "silu"}, "text_config": {}}"#, "activation silu"),
    (#"{"text_config": {"eos_token_id": 7}}"#, "read at the token 7"),
    (#"{"vision_config": {"hidden_size": 768}}"#, "vision width 768, the tensors have 128"),
    (#"{"model_type": "siglip"}"#, "siglip"), (#"{"vision_config": {"layer_norm_eps": 1e-6}}"#, "layer_norm_eps"),
    ("[1]", "not the JSON"), (#"{"vision_config": {"num_attention_heads": 0}}"#, "no sense"),
    (#"{"vision_config": {"num_attention_heads": 7}}"#, "multiple of its heads"),
  ])
  func otherModelsThanCLIPAreRefused(configuration: String, word: String) throws {
    try withTemporaryFolder { folder in
      let weights = Repository.goldens.appending(path: "clip_tiny_hf/model.safetensors")
      try FileManager.default.copyItem(at: weights, to: folder.appending(path: "model.safetensors"))
      try Data(configuration.utf8).write(to: folder.appending(path: "config.json"))
      let error = #expect(throws: CheckpointFailure.self) { try Checkpoint.open(folder).inferredModel() }
      #expect(try #require(error).description.contains(word))
    }
  }

  @Test func aWeightsFileAloneIsTakenWithAWarning() throws {
    try withTemporaryFolder { folder in
      let weights = Repository.goldens.appending(path: "clip_tiny_hf/model.safetensors")
      let copy = folder.appending(path: "model.safetensors")
      try FileManager.default.copyItem(at: weights, to: copy)
      let checkpoint = try Checkpoint.open(copy)
      #expect(checkpoint.warnings.count == 1)
      #expect(try checkpoint.inferredModel().visionHeads == 2)
      #expect(try checkpoint.inferredModel(visionHeads: 4).visionHeads == 4)
    }
  }
}
