import BenchCore
import Checkpoints
import Foundation
import TestSupport
import Testing

/// Small files that ask for much: each is refused with what it asks for and the limit, or costs what its size is worth.
@Suite struct ReadingBudgetTests {
  private static let prelude = """
    import struct, sys, zipfile, torch
    folder = sys.argv[1]
    text = lambda s: b"X" + struct.pack("<I", len(s)) + s.encode()
    number = lambda n: b"J" + struct.pack("<i", n)
    def view(shape=(4, 4), count=16):
      strides = [1]
      for size in shape[:0:-1]: strides.insert(0, strides[0] * size)
      return (b"ctorch._utils\\n_rebuild_tensor_v2\\n((" + text("storage") + b"ctorch\\nFloatStorage\\n" + text("0") + text("cpu")
              + number(count) + b"tQ" + number(0) + b"(" + b"".join(map(number, shape)) + b"t("
              + b"".join(map(number, strides)) + b"t\\x89)tR")
    def save(name, pickled, size=64, script=False):
      with zipfile.ZipFile(f"{folder}/{name}", "w") as archive:
        archive.writestr("a/data.pkl", pickled)
        archive.writestr("a/data/0", bytes(size))
        if script: archive.writestr("a/constants.pkl", b"\\x80\\x02).")

    """

  private func failures(_ script: String, _ body: (URL) throws -> Void) throws {
    try withTemporaryFolder { folder in
      try Python.run(Self.prelude + script, folder.path)
      try body(folder)
    }
  }

  /// Modules of modules with long names: 2^63 paths, of which 23 KB once took 5.7 GB.
  @Test func sharedModulesWithLongNamesAreRefused() throws {
    try failures(
      """
      pickled = b"\\x80\\x02" + view() + b"q\\x00"
      for level in range(1, 64):
        pickled += b"c__torch__\\nM\\n)\\x81}("
        for name in ["n0_", "n1_"]: pickled += text(name + "x" * 250) + b"h" + bytes([level - 1])
        pickled += b"ubq" + bytes([level])
      save("bomb.pt", pickled + b".", script=True)
      """
    ) { folder in
      let problem = try #require(try failure(of: folder.appending(path: "bomb.pt"))).description
      #expect(problem.contains("without end: more than"), "\(problem)")
    }
  }

  /// One value, memoised 20 million times; and the other operations of one byte that leave something behind.
  @Test func operationsOfOneByteArePaidFor() throws {
    try failures(
      """
      for name, operation in {"memo": b"\\x94", "marks": b"(", "lists": b"]", "dictionaries": b"}", "copies": b"2"}.items():
        save(f"{name}.pth", b"\\x80\\x04N" + operation * 20_000_000 + b".")
      """
    ) { folder in
      for name in ["memo", "marks", "lists", "dictionaries", "copies"] {
        let problem = try #require(try failure(of: folder.appending(path: "\(name).pth"))).description
        // A mark takes 16 bytes, 20 million of them less than the limit.
        #expect(
          problem.contains(name == "marks" ? "an empty stack" : "of 20000004 bytes asks for more than 536870912"),
          "\(problem)")
      }
    }
  }

  /// Containers that are appended to themselves and to each other, and tensors rebuilt from memoised arguments.
  @Test func copiesOfContainersArePaidFor() throws {
    try failures(
      """
      # A call of five bytes makes a tensor of 64 dimensions.
      arguments = (b"ctorch._utils\\n_rebuild_tensor_v2\\nq\\x00((" + text("storage") + b"ctorch\\nFloatStorage\\n" + text("0")
                   + text("cpu") + number(16) + b"tQ" + number(0) + b"(" + number(1) * 64 + b"t(" + number(1) * 64
                   + b"t\\x89)tq\\x010")
      save("tensors.pth", b"\\x80\\x02" + arguments + b"h\\x00h\\x01R0" * 2_000_000 + b"N.")
      # Attributes of a module, set again and again.
      attributes = b"}(" + b"".join(text(f"{i}") + b"N" for i in range(1000)) + b"uq\\x000"
      save("attributes.pth", b"\\x80\\x02" + attributes + b"c__torch__\\nM\\n)\\x81" + b"h\\x00b" * 200_000 + b".")
      """
    ) { folder in
      for name in ["tensors", "attributes"] {
        let problem = try #require(try failure(of: folder.appending(path: "\(name).pth"))).description
        #expect(problem.contains("asks for more than"), "\(problem)")
      }
    }
  }

  /// A name is prefixed by every wrapper of a network; 4 million of them once took hours.
  @Test func endlessNamesAreRefused() throws {
    try failures(
      """
      save("name.pth", b"\\x80\\x02}" + text("module." * 100_000 + "w") + view() + b"s.")
      save("wrapped.pth", b"\\x80\\x02}" + text("module._orig_mod.module.w") + view() + b"s.")
      """
    ) { folder in
      let problem = try #require(try failure(of: folder.appending(path: "name.pth"))).description
      #expect(problem.contains("a name of 700001 bytes; the limit is 1024"), "\(problem)")
      #expect(try Checkpoint.open(folder.appending(path: "wrapped.pth")).tensors.map(\.name) == ["w"])
    }
  }

  /// A hundred tensors on one block of 4 MB are 400 MB once they are apart.
  @Test func storagesThatManyTensorsShareAreCountedOnce() throws {
    try failures(
      """
      shared = torch.zeros(1 << 20)
      torch.save({f"w{i}": shared for i in range(100)}, f"{folder}/shared.pth")
      tied = torch.arange(6.0).reshape(2, 3)
      torch.save({"a": tied, "b": tied, "c": tied[1:], "d": torch.ones(2)}, f"{folder}/tied.pth")
      torch.save({"a": tied[0], "b": tied[1]}, f"{folder}/halves.pth")
      """
    ) { folder in
      let problem = try #require(try failure(of: folder.appending(path: "shared.pth"))).description
      #expect(problem.contains("99 tensors share their elements with another (w1 with w0, w2 with w0"), "\(problem)")
      #expect(
        problem.contains("419430400 bytes of tensors in 4194304 stored ones; the limit is 83886080"), "\(problem)")

      let tied = try Checkpoint.open(folder.appending(path: "tied.pth"))
      #expect(
        tied.sharing == "2 tensors share their elements with another (b with a, c with a) and would be written apart")
      let written = folder.appending(path: "tied.safetensors")
      try tied.write(to: written)
      let again = try Checkpoint.open(written)
      #expect(again.sharing == nil)
      for tensor in tied.tensors {
        let (before, after) = try (tensor.tensor().values(as: Float.self), #require(again[tensor.name]).tensor())
        #expect(try after.values(as: Float.self) == before)
      }
      #expect(try Checkpoint.open(folder.appending(path: "halves.pth")).sharing == nil)
    }
  }

  /// A hundred tensors of a million elements, each of which is one stored element: none lies where another does.
  @Test func elementsThatAreRepeatedAreCountedOnce() throws {
    try failures(
      """
      base = torch.arange(1_000_000.0)
      torch.save({f"w{i}": base.as_strided((1_000_000,), (0,), i * 7) for i in range(100)}, f"{folder}/repeated.pth")
      torch.save({"a": base[:2].expand(3, 2), "b": base[2:]}, f"{folder}/expanded.pth")
      """
    ) { folder in
      let problem = try #require(try failure(of: folder.appending(path: "repeated.pth"))).description
      #expect(problem.contains("100 tensors repeat their elements (w0, w1, w2, w3, ...)"), "\(problem)")
      #expect(problem.contains("400000000 bytes of tensors in 400 stored ones; the limit is 67110464"), "\(problem)")

      let expanded = try Checkpoint.open(folder.appending(path: "expanded.pth"))
      #expect(expanded.sharing == "1 tensor repeats its elements (a) and would be written in full")
      #expect(try #require(expanded["a"]).tensor().values(as: Float.self) == [0, 1, 0, 1, 0, 1])
    }
  }

  @Test func recordsThatOverlapAreRefused() throws {
    try failures(
      """
      save("good.pth", b"\\x80\\x02}" + text("w") + view() + b"s.")
      raw = bytearray(open(f"{folder}/good.pth", "rb").read())
      # The central directory's entry of the last record points to the first one.
      place = raw.rfind(b"PK\\x01\\x02")
      raw[place + 42:place + 46] = bytes(4)
      open(f"{folder}/overlap.pth", "wb").write(raw)
      """
    ) { folder in
      #expect(try failure(of: folder.appending(path: "good.pth")) == nil)
      let problem = try #require(try failure(of: folder.appending(path: "overlap.pth"))).description
      #expect(problem.contains("a/data.pkl and a/data/0 of the archive overlap"), "\(problem)")
    }
  }

  /// Three empty matrices of 2^62 rows, as the parts of one: their sum is no number.
  @Test func emptyTensorsOfEndlessLengthAreRefused() throws {
    try failures(
      """
      header = {"vision_model.embeddings.patch_embedding.weight": {"dtype": "F32", "shape": [1], "data_offsets": [0, 4]}}
      for part in "qkv":
        header[f"vision_model.encoder.layers.0.self_attn.{part}_proj.weight"] = {
          "dtype": "F32", "shape": [2 ** 62, 0], "data_offsets": [4, 4]}
      import json
      text = json.dumps(header).encode()
      open(f"{folder}/empty.safetensors", "wb").write(struct.pack("<Q", len(text)) + text + bytes(4))
      """
    ) { folder in
      let problem = try #require(try failure(of: folder.appending(path: "empty.safetensors"))).description
      #expect(problem.contains("impossible sizes [4611686018427387904, 0]"), "\(problem)")
    }
  }

  /// What is no damage is not called so, and weights are found wherever they are.
  @Test func weightsElsewhereAndPackedOnesAreNamed() throws {
    try failures(
      """
      import gzip
      state = {"a": torch.zeros(2)}
      torch.save({"model": {"state_dict": state}}, f"{folder}/nested.pth")
      torch.save({"x": {'a"b\\x1b[2J' + "k" * 200: state}}, f"{folder}/quoted.pth")
      torch.save({"epoch": 3}, f"{folder}/none.pth")
      gzip.open(f"{folder}/packed.pth", "wb").write(open(f"{folder}/nested.pth", "rb").read())
      """
    ) { folder in
      for (name, words) in [
        ("none", "no tensors by name; name a file"), ("packed", "a file of gzip; unpack it first: gunzip"),
      ] {
        let problem = try #require(try failure(of: folder.appending(path: "\(name).pth"))).description
        #expect(problem.contains(words) && !problem.contains("damaged"), "\(problem)")
      }
      for name in ["nested", "quoted"] {
        #expect(try Checkpoint.open(folder.appending(path: "\(name).pth")).tensors.map(\.name) == ["a"])
      }
    }
  }

  /// Names of skipped classes, objects of them, and tensors in dictionaries of long keys are paid for.
  @Test func whatIsSkippedIsPaidFor() throws {
    try failures(
      """
      classes = b"".join(f"cm{i}\\n{'n' * 200}\\n0".encode() for i in range(100_000))
      save("classes.pth", b"\\x80\\x02" + classes + b"N.")
      objects = b"cm\\nC\\nq\\x000" + b"h\\x00)\\x81" * 5_000_000
      save("objects.pth", b"\\x80\\x02" + objects + b".")
      key = lambda i: struct.pack("<I", i + 10)
      names = b"".join(text(f"{i:0200}") + b"r" + key(i) + b"0" for i in range(4000))
      inner = b"}(" + b"".join(b"j" + key(i) + b"h\\x00" for i in range(4000)) + b"u"
      both = b"".join(text("k" * 250 + str(i)) + inner for i in range(60))
      marker = text("visual.conv1.weight") + b"h\\x00"
      save("paths.pth", b"\\x80\\x02" + view() + b"q\\x000" + names + b"}(" + marker + both + b"u.")
      """
    ) { folder in
      // The names alone: 25 MB of them take 56 of the 512 MiB.
      #expect(try #require(try failure(of: folder.appending(path: "classes.pth"))).description.contains("no tensors"))
      let objects = try #require(try failure(of: folder.appending(path: "objects.pth"))).description
      #expect(objects.contains("asks for more than 536870912"), "\(objects)")
      let paths = try #require(try failure(of: folder.appending(path: "paths.pth"))).description
      #expect(paths.contains("more than 33554432 bytes of names"), "\(paths)")
    }
  }
}
