import Foundation
import TestSupport
import Testing

/// `bench checkpoint` as a person uses it.
@Suite struct CheckpointCommandTests {
  @Test func inspectAndConvert() throws {
    try withTemporaryFolder { folder in
      let rde = Repository.goldens.appending(path: "rde_tiny_best.pth").path
      let shown = try BenchProcess.run("checkpoint", "inspect", rde, in: folder)
      #expect(shown.code == 0)
      for words in [
        "torch.save", "token selection heads", "48 x 16, patches 8 x 8", "epoch", "base_model.visual.proj",
        "quick_gelu, assumed",
      ] {
        #expect(shown.output.contains(words), "\(words)")
      }
      let clip = folder.appending(path: "clip.safetensors").path
      #expect(try BenchProcess.run("checkpoint", "convert", rde, clip, "--clip", "--half", in: folder).code == 0)
      let json = try BenchProcess.run("checkpoint", "inspect", clip, "--json", in: folder)
      let value = try #require(try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any])
      let warnings = try #require(value["warnings"] as? [String])
      #expect(value["kind"] as? String == "safetensors" && warnings.count == 1)
      #expect(warnings.first?.hasPrefix("nothing says which activation") == true, "converting makes it no surer")
      let tensors = try #require(value["tensors"] as? [[String: Any]])
      #expect(tensors.contains { $0["name"] as? String == "logit_scale" })
      #expect(tensors.allSatisfy { $0["type"] as? String == "F16" })
      #expect(!tensors.contains { ($0["name"] as? String)?.hasPrefix("visul_emb_layer") == true })

      let notes = folder.appending(path: "notes.pth")
      try Data("my notes".utf8).write(to: notes)
      let refused = try BenchProcess.run("checkpoint", "inspect", notes.path, in: folder)
      #expect(refused.code == 1 && refused.errors.contains("text file") && refused.output.isEmpty)
    }
  }
}
