import BenchCore
import Checkpoints
import Foundation
import TestSupport
import Testing

/// Objects of Python beside the weights: they are values without content, and nothing of theirs is run.
@Suite struct SkippedClassTests {
  @Test(arguments: [2, 3, 4, 5])
  func objectsBesideTheWeightsAreSkipped(pickleProtocol: Int) throws {
    try withClips(
      """
      import datetime, enum, fractions, functools, types, uuid
      class Config(dict):
        __module__ = "yacs.config"
      Config.__qualname__ = Config.__name__ = "CfgNode"
      sys.modules["yacs"] = types.ModuleType("yacs"); sys.modules["yacs.config"] = types.ModuleType("yacs.config")
      sys.modules["yacs.config"].CfgNode = Config
      config = Config(a=1, b=[2]); config.frozen = True
      class Exact(enum.Enum): A = 1
      Point = collections.namedtuple("Point", "x y")
      beside = {
        "args": argparse.Namespace(lr=1e-5, path=pathlib.PosixPath("/a"), device=torch.device("cpu"), none=None),
        "best": numpy.float64(0.5), "scores": numpy.arange(6.0).reshape(2, 3), "names": numpy.array(["a"]), "int": numpy.int64(3),
        "config": config, "deque": collections.deque([1, 2]), "counter": collections.Counter("aab"), "size": torch.Size([1]),
        "dtype": torch.float32, "half": torch.float8_e4m3fn, "enum": Exact.A, "point": Point(1, 2), "date": datetime.date(2024, 1, 1),
        "set": {1, 2}, "frozen": frozenset([1]), "complex": 1j, "slice": slice(1), "id": uuid.UUID(int=1), "range": range(3),
        "partial": functools.partial(print, 1) if False else functools.partial(int, "1"), "fraction": fractions.Fraction(1, 2),
        "bytes": b"abc", "long": 10 ** 30, "simple": types.SimpleNamespace(a=1), "rng": numpy.random.get_state(),
      }
      """
        + "\ntorch.save({'state_dict': clip, 'epoch': 7, **beside}, f'{folder}/all.pth', pickle_protocol=\(pickleProtocol))\n"
        + "torch.save({**clip, 'args': beside['args']}, f'{folder}/flat.pth', pickle_protocol=\(pickleProtocol))\n"
        + "torch.save({'state_dict': clip, **beside}, f'{folder}/old.pth', _use_new_zipfile_serialization=False)"
    ) { folder in
      for name in ["all", "flat", "old"] {
        let checkpoint = try loadClip(folder.appending(path: "\(name).pth")).checkpoint
        #expect(checkpoint.skippedClasses.contains("argparse.Namespace"))
        if name == "all" { #expect(checkpoint.metadata["epoch"] == "7") }
        if name != "flat" { #expect(checkpoint.skippedClasses.contains("yacs.config.CfgNode")) }
        let facts = try CheckpointSummary(checkpoint).facts
        #expect(facts.contains { $0[0] == "skipped classes" && $0[1].contains("argparse.Namespace") }, "\(facts)")
      }
    }
  }

  @Test func anObjectInATensorsPlaceIsRefused() throws {
    try withClips(
      """
      array = {**clip, "visual.proj": clip["visual.proj"].numpy()}
      save("array", array)
      save("sparse", {**clip, "text_projection": clip["text_projection"].to_sparse()})
      save("extra", {**clip, "adapter.table": numpy.ones(3)})
      """
    ) { folder in
      for (name, words) in [
        ("array", "visual.proj is an object of the Python class numpy"),
        ("sparse", "text_projection is an object of the Python class torch._utils._rebuild_sparse_tensor"),
        ("extra", "adapter.table is an object of the Python class numpy"),
      ] {
        let problem = try #require(try refusal(of: folder.appending(path: "\(name).pth")), "\(name)")
        #expect(problem.contains(words), "\(problem)")
      }
      try loadClip(folder.appending(path: "extra.pth"), as: WeightsReading(ignored: ["adapter.*"]))
    }
  }

  /// Each of these would be a way to run something, were names looked up.
  @Test(arguments: [
    "os\nsystem", "posix\nsystem", "nt\nsystem", "subprocess\nPopen", "sys\nexit", "builtins\neval", "builtins\nexec",
    "builtins\ncompile", "builtins\ngetattr", "builtins\n__import__", "builtins\nopen", "__builtin__\nexecfile",
    "runpy\n_run_code", "importlib\nimport_module", "pty\nspawn", "socket\ncreate_connection", "shutil\nrmtree",
    "ctypes\nCDLL", "webbrowser\nopen", "torch.hub\nload", "torch\nload", "torch.storage\n_load_from_bytes",
    "operator\nattrgetter", "numpy\nos.system", "torch.serialization\nos.system", "pathlib\nos.system",
    "types\nCodeType",
    "collections\nOrderedDict.__init__.__globals__", "io\nopen", "pickle\nloads", "codecs\nopen", "asyncio\nrun",
    "a.b.os\nsystem", "numpy.f2py\ncompile", "\nsystem", "os\n",
  ])
  func namesThatRunSomethingAreRefused(name: String) throws {
    try withTemporaryFolder { folder in
      let parts = name.split(separator: "\n", omittingEmptySubsequences: false)
      for (kind, pickle) in [
        ("global", Data("\u{2}c\(name)\n.".utf8)), ("instance", Data("\u{2}(i\(name)\n.".utf8)),
        (
          "stack",
          Data([4, 0x8c, UInt8(parts[0].utf8.count)]) + Data(parts[0].utf8)
            + Data([0x8c, UInt8(parts[1].utf8.count)]) + Data(parts[1].utf8) + Data([0x93, 0x2e])
        ),
      ] {
        let file = folder.appending(path: "\(kind).pth")
        try (Data([0x80]) + pickle).write(to: file)
        let failure = try #require(try failure(of: file))
        guard case .forbiddenGlobal(let found) = failure.reason else {
          Issue.record("\(name) by \(kind): \(failure)")
          continue
        }
        #expect(found == parts.joined(separator: "."))
      }
    }
  }
}
