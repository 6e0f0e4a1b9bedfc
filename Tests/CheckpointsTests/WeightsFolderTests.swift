import BenchCore
import Checkpoints
import Foundation
import TestSupport
import Testing

/// Folders as Hugging Face's and OpenCLIP's programs leave them.
@Suite struct WeightsFolderTests {
  @Test func halfPrecisionIsReadWhereThereIsNoOther() throws {
    try withClips(
      """
      for name in ["pytorch_model.bin", "pytorch_model.fp16.bin", "open_clip_pytorch_model.bin"]:
        os.makedirs(f"{folder}/{name}"); torch.save(clip, f"{folder}/{name}/{name}")
      os.makedirs(f"{folder}/both"); torch.save(clip, f"{folder}/both/pytorch_model.bin")
      torch.save(other, f"{folder}/both/pytorch_model.fp16.bin")
      names = list(clip)
      for index in ["pytorch_model.bin.index.json", "pytorch_model.bin.index.fp16.json", "pytorch_model.fp16.bin.index.json",
                    "open_clip_pytorch_model.bin.index.json"]:
        os.makedirs(f"{folder}/{index}")
        for part, keys in {"a.bin": names[:9], "b.bin": names[9:]}.items():
          torch.save({k: clip[k] for k in keys}, f"{folder}/{index}/{part}")
        json.dump({"weight_map": {k: "a.bin" if i < 9 else "b.bin" for i, k in enumerate(names)}}, open(f"{folder}/{index}/{index}", "w"))
      """
    ) { folder in
      let folders = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
      #expect(folders.count == 8)
      for folder in folders {
        let checkpoint = try loadClip(folder).checkpoint
        let isSaid = checkpoint.notes == ["pytorch_model.bin is read; pytorch_model.fp16.bin is in the folder too"]
        #expect(isSaid == (folder.lastPathComponent == "both") && checkpoint.warnings == [], "\(checkpoint.notes)")
      }
    }
  }

  @Test func theCacheOfTheHubIsFollowed() throws {
    try withClips(
      """
      def cache(name, snapshots, main=None):
        root = f"{folder}/{name}/models--a--b"; os.makedirs(f"{root}/blobs"); os.makedirs(f"{root}/refs"); os.makedirs(f"{root}/snapshots")
        for snapshot, state in snapshots.items():
          os.makedirs(f"{root}/snapshots/{snapshot}"); torch.save(state, f"{root}/blobs/{snapshot}")
          os.symlink(f"../../blobs/{snapshot}", f"{root}/snapshots/{snapshot}/pytorch_model.bin")
        if main: open(f"{root}/refs/main", "w").write(main)
      cache("main", {"0a": other, "1b": clip}, "1b")
      cache("single", {"0a": clip})
      cache("several", {"0a": clip, "1b": clip})
      cache("absent", {"0a": clip}, "2c")
      cache("outside", {"0a": clip}, "../../main/models--a--b/snapshots/1b")
      cache("none", {})
      """
    ) { folder in
      for name in ["main", "single"] {
        for place in ["models--a--b", "models--a--b/snapshots"] {
          try loadClip(folder.appending(path: "\(name)/\(place)"))
        }
      }
      try loadClip(folder.appending(path: "several/models--a--b/snapshots/1b"))
      for (name, words) in [
        ("several", "2 snapshots and no refs/main: 0a, 1b"), ("absent", "the snapshot 2c, which is not there"),
        ("outside", "which is not there"), ("none", "without a snapshot"),
      ] {
        let problem = try #require(try refusal(of: folder.appending(path: "\(name)/models--a--b")), "\(name)")
        #expect(problem.contains(words), "\(problem)")
      }
    }
  }
}
