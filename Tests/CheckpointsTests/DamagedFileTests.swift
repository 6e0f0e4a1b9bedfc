import BenchCore
import Checkpoints
import Foundation
import TestSupport
import Testing

/// Files that are cut, mixed up or something else.
@Suite struct DamagedFileTests {
  @Test(arguments: [
    ("notes.pth", "these are my notes", "text file"), ("empty.pth", "", "empty file"),
    ("a.safetensors", "abc", "short"),
    ("pointer.bin", "version https://git-lfs.github.com/spec/v1\noid sha256:1\nsize 9\n", "Git LFS"),
    ("archive.pt", "PK\u{3}\u{4}", "zip archive"), ("sentence.pth", "cats sit on mats.", "text file"),
  ])
  func otherFilesAreToldApart(name: String, content: String, word: String) throws {
    try withTemporaryFolder { folder in
      let file = folder.appending(path: name)
      try Data(content.utf8).write(to: file)
      let problem = try #require(try failure(of: file)).description
      #expect(problem.contains(word) && problem.hasPrefix(file.path), "\(problem)")
    }
  }

  @Test func whatIsNoFileIsRefused() throws {
    try withTemporaryFolder { folder in
      let pipe = folder.appending(path: "pipe.pth")
      #expect(mkfifo(pipe.path, 0o600) == 0)
      for (file, word) in [
        (folder.appending(path: "absent.pth"), "No such file"), (folder, "a folder without"),
        (URL(filePath: "/dev/zero"), "not a regular file"), (pipe, "not a regular file"),
      ] {
        let problem = try #require(try failure(of: file)).description
        #expect(problem.contains(word), "\(problem)")
      }
    }
  }

  @Test(arguments: ["clip_tiny_state_dict.pth", "clip_tiny_openai.pt", "clip_tiny_hf/model.safetensors"])
  func aFileCutAnywhereIsRefused(name: String) throws {
    let whole = try Data(contentsOf: Repository.goldens.appending(path: name))
    try withTemporaryFolder { folder in
      let file = folder.appending(path: "cut.\(URL(filePath: name).pathExtension)")
      var generator = SeededGenerator(seed: 1, stream: "cuts")
      let lengths =
        [1, 7, 8, 9, 30, whole.count - 22, whole.count - 1] + (0..<40).map { _ in generator.index(below: whole.count) }
      for length in lengths {
        try whole.prefix(length).write(to: file)
        #expect(try failure(of: file) != nil, "\(length) of \(whole.count) bytes")
      }
    }
  }

  @Test func archivesWithOddRecordsAreRefused() throws {
    try withTemporaryFolder { folder in
      try Python.run(
        """
        import sys, torch, zipfile, warnings
        warnings.simplefilter("ignore")
        folder = sys.argv[1]
        torch.save({"a": torch.zeros(2000)}, f"{folder}/good.pth")
        source = zipfile.ZipFile(f"{folder}/good.pth")
        def copy(name, method=zipfile.ZIP_STORED, skip=None, more=(), change={}):
          with zipfile.ZipFile(f"{folder}/{name}.pth", "w", method) as target:
            for record in [*source.namelist(), *more]:
              if skip is None or not record.endswith(skip):
                target.writestr(record, change.get(record, source.read(record)))
        copy("good again")
        copy("compressed", zipfile.ZIP_DEFLATED)
        copy("twice", more=["good/data/0"])
        copy("absent", skip="data/0")
        copy("unlike", skip="data.pkl")
        copy("short", change={"good/data/0": bytes(7999)})
        copy("big", change={"good/byteorder": b"big"})
        """, folder.path)
      for (name, words) in [
        ("good", nil), ("good again", nil), ("compressed", "compressed"),
        ("twice", "two records named good/data/0"), ("absent", "no record good/data/0"),
        ("unlike", "torch.save did not write"), ("short", "7999 bytes instead of 2000 elements"), ("big", "big-endian"),
      ] {
        let problem = try failure(of: folder.appending(path: "\(name).pth"))?.description
        if let words {
          #expect(problem?.contains(words) == true, "\(problem ?? name)")
        } else {
          #expect(problem == nil)
        }
      }
    }
  }

  @Test func weightsOfAnotherArchitectureAreRefused() throws {
    let file = Repository.goldens.appending(path: "clip_tiny_state_dict.pth")
    let checkpoint = try Checkpoint.open(file)
    func problem(_ change: (inout ModelSpec) -> Void) throws -> String {
      var spec = try checkpoint.inferredModel()
      change(&spec)
      let (store, _) = try randomCLIP(spec)
      let before = try store.snapshot().map { try $0.values(as: Float.self) }
      let error = #expect(throws: CheckpointFailure.self) { try checkpoint.load(into: store, model: spec) }
      let isUnchanged = try store.snapshot().map { try $0.values(as: Float.self) } == before
      #expect(isUnchanged)
      return try #require(error).description
    }
    #expect(
      try problem { $0.embeddingWidth = 32 }.contains("visual.proj is [128, 64] in the file, [128, 32] in the model"))
    #expect(
      try problem { $0.vocabularySize = 100 }.contains("vocabulary has 120 tokens, the model's tokenizer has 100"))
    #expect(try problem { $0.visionLayers = 3 }.contains("lacks 12 parameters"))
    #expect(
      try problem { $0.textLayers = 1 }.contains("transformer.resblocks.1.attn.in_proj_weight is in the file but not"))
    #expect(try problem { $0.textWidth = 64 }.contains("token_embedding.weight is [120, 128] in the file, [120, 64]"))
  }
}
