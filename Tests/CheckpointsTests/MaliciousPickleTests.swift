import BenchCore
import Checkpoints
import Foundation
import Models
import TestSupport
import Testing

/// Files that were made to harm.
@Suite struct MaliciousPickleTests {
  @Test func forbiddenGlobalsAreNamedAndNeverCalled() throws {
    try withTemporaryFolder { folder in
      try Python.run(
        """
        import os, pickle, sys, torch, builtins, zipfile, io
        folder = sys.argv[1]
        class Evil:
          def __init__(self, call, *arguments): self.call, self.arguments = call, arguments
          def __reduce__(self): return self.call, self.arguments
        system = Evil(os.system, f"touch {folder}/executed")
        torch.save({"model": system}, f"{folder}/posix.system.pth")
        torch.save(Evil(eval, "1"), f"{folder}/eval.pth")
        torch.save({"a": torch.zeros(2), "b": system}, f"{folder}/legacy.posix.system.pth", _use_new_zipfile_serialization=False)
        for protocol in range(6):
          pickle.dump(system, open(f"{folder}/bare{protocol}.posix.system.pth", "wb"), protocol)
        torch.save(torch.nn.Linear(2, 2), f"{folder}/torch.nn.modules.linear.Linear.pth")
        # A harmless archive whose pickle was exchanged.
        torch.save({"a": torch.zeros(2)}, f"{folder}/good.pth")
        source = zipfile.ZipFile(f"{folder}/good.pth")
        for name, pickled in {"subprocess.Popen": b"csubprocess\\nPopen\\n.", "os.execv": b"ios\\nexecv\\n.",
            "builtins.exec": b"\\x80\\x04\\x8c\\x08builtins\\x8c\\x04exec\\x93.",
            "torch.load": b"ctorch\\nload\\n.", "torch.FloatStorage.__new__": b"ctorch\\nFloatStorage.__new__\\n."}.items():
          with zipfile.ZipFile(f"{folder}/{name}.pth", "w") as target:
            for record in source.namelist():
              target.writestr(record, pickled if record.endswith("data.pkl") else source.read(record))
        os.remove(f"{folder}/good.pth")
        """, folder.path)
      let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
      #expect(files.count == 15)
      for file in files {
        let name = file.deletingPathExtension().lastPathComponent
        let problem = try #require(try failure(of: file), "\(name)").description
        let global = name.replacing(/^(legacy|bare\d)\./, with: "")
        #expect(problem.contains("\(global)`") && problem.contains("refused"), "\(problem)")
      }
      #expect(!FileManager.default.fileExists(atPath: folder.appending(path: "executed").path))
    }
  }

  /// A file that starts as a pickle and is read as one of torch.save before PyTorch 1.6.
  private func problem(_ pickle: [UInt8]) throws -> String? {
    try withTemporaryFolder { folder in
      let file = folder.appending(path: "bomb.pth")
      try Data([0x80, 2] + pickle).write(to: file)
      return try failure(of: file)?.description
    }
  }

  @Test func bombsCostNothing() throws {
    // A million nested tuples, marks, and lists in themselves; each was once a crash of some reader.
    let deep = [UInt8](repeating: UInt8(ascii: ")"), count: 1) + [UInt8](repeating: 0x85, count: 1_000_000)
    #expect(try #require(try problem(deep + [UInt8(ascii: ".")])).contains("torch.save did not write"))
    let marks = [UInt8](repeating: UInt8(ascii: "("), count: 1_000_000)
    #expect(try #require(try problem(marks)).contains("cut short"))
    let selfReference = Array("]q".utf8) + [0] + Array("h".utf8) + [0] + Array("a.".utf8)
    #expect(try #require(try problem(selfReference)).contains("torch.save did not write"))
    // A text, bytes and a long number that claim to have more bytes than the file.
    for opcode in [UInt8(ascii: "X"), UInt8(ascii: "B"), UInt8(ascii: "T"), 0x8b] {
      #expect(try #require(try problem([opcode, 0xff, 0xff, 0xff, 0x7f])).contains("cut short"))
    }
    for opcode: UInt8 in [0x8d, 0x8e, 0x95, 0x96] {
      #expect(try #require(try problem([opcode] + [UInt8](repeating: 0xff, count: 8))).contains("cut short"))
    }
    // A memo index of four thousand million.
    let farMemo = [UInt8(ascii: "N"), UInt8(ascii: "r"), 0xff, 0xff, 0xff, 0xff, UInt8(ascii: ".")]
    #expect(try #require(try problem(farMemo)).contains("torch.save did not write"))
    // A dictionary of ten thousand pairs, copied ten thousand times.
    var copies = Array("ccollections\nOrderedDict\nq".utf8) + [0] + Array("](".utf8)
    for _ in 0..<10_000 { copies += [0x4e, 0x4e, 0x86] }
    copies += [UInt8(ascii: "e"), 0x85, UInt8(ascii: "q"), 1]
    for _ in 0..<10_000 { copies += Array("h".utf8) + [0] + Array("h".utf8) + [1] + Array("R0".utf8) }
    #expect(try #require(try problem(copies)).contains("more than"))
  }

  @Test func modulesThatContainEachOtherEnd() throws {
    try withTemporaryFolder { folder in
      try Python.run(
        """
        import struct, sys, zipfile
        folder = sys.argv[1]
        def save(name, pickled):
          with zipfile.ZipFile(f"{folder}/{name}.pt", "w") as archive: archive.writestr("a/data.pkl", pickled)
        text = lambda s: b"X" + struct.pack("<I", len(s)) + s.encode()
        module = b"c__torch__\\nM\\n)\\x81"
        # A module in itself; a chain of 2^60 paths; a chain of 100,000 modules.
        save("loop", b"\\x80\\x02" + module + b"q\\x00}" + text("m") + b"h\\x00sb.")
        paths = module
        for _ in range(60): paths = paths + b"q\\x00" + module + b"}(" + text("a") + b"h\\x00" + text("b") + b"h\\x00ub"
        save("paths", b"\\x80\\x02" + paths + b".")
        save("chain", b"\\x80\\x02" + (module + b"}" + text("m")) * 100_000 + b"N" + b"sb" * 100_000 + b".")
        """, folder.path)
      for name in ["loop", "paths", "chain"] {
        let problem = try #require(try failure(of: folder.appending(path: "\(name).pt"))).description
        #expect(problem.contains("without end"), "\(problem)")
      }
    }
  }

  @Test func tensorsOutsideTheirStorageAreRefused() throws {
    try withTemporaryFolder { folder in
      try Python.run(
        """
        import struct, sys, zipfile
        folder = sys.argv[1]
        def number(n): return b"J" + struct.pack("<i", n) if -2**31 <= n < 2**31 else b"\\x8a\\x08" + struct.pack("<q", n)
        text = lambda s: b"X" + struct.pack("<I", len(s)) + s.encode()
        def tensor(count, offset, shape, strides, kind="FloatStorage"):
          return (b"ctorch._utils\\n_rebuild_tensor_v2\\n((" + text("storage") + f"ctorch\\n{kind}\\n".encode() + text("0")
                  + text("cpu") + number(count) + b"tQ" + number(offset) + b"(" + b"".join(map(number, shape)) + b"t("
                  + b"".join(map(number, strides)) + b"t\\x89}tR")
        def save(name, pickled, size=16, storage="0"):
          with zipfile.ZipFile(f"{folder}/{name}.pth", "w") as archive:
            archive.writestr("a/data.pkl", b"\\x80\\x02}" + text("w") + pickled + b"s.")
            archive.writestr(f"a/data/{storage}", bytes(size))
        save("good", tensor(4, 0, [2, 2], [2, 1]))
        save("storage claims more than its record", tensor(5, 0, [2, 2], [2, 1]))
        save("record is missing", tensor(4, 0, [2, 2], [2, 1]), storage="1")
        save("offset", tensor(4, 1, [2, 2], [2, 1]))
        save("negative offset", tensor(4, -1, [2, 2], [2, 1]))
        save("negative stride", tensor(4, 3, [2, 2], [-2, -1]))
        save("negative size", tensor(4, 0, [-2, -2], [2, 1]))
        save("too large", tensor(4, 0, [2, 3], [3, 1]))
        save("strides too large", tensor(4, 0, [2, 2], [3, 1]))
        save("a thousand million times one element", tensor(4, 0, [10**9], [0]))
        save("sizes overflow", tensor(4, 0, [2**40, 2**40], [1, 1]))
        save("strides overflow", tensor(4, 0, [2, 2], [2**62, 2**62]))
        save("empty but overflowing", tensor(4, 0, [0, 2**62, 2**62], [1, 1, 1]))
        save("more strides than sizes", tensor(4, 0, [2, 2], [2, 1, 1]))
        save("65 dimensions", tensor(4, 0, [1] * 65, [1] * 65))
        save("negative count", tensor(-4, 0, [2, 2], [2, 1]))
        save("huge count", tensor(2**62, 0, [2, 2], [2, 1]))
        save("short elements", tensor(4, 0, [2, 2], [2, 1], "ShortStorage"))
        """, folder.path)
      let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
      #expect(files.count == 18)
      for file in files {
        let name = file.deletingPathExtension().lastPathComponent
        #expect(try (failure(of: file) == nil) == (name == "good"), "\(name)")
      }
    }
  }
}
