import DataTestSupport
import Foundation
import StudyTestSupport
import TestSupport
import Testing

@testable import Sweep

/// `bench draws`, as a person calls it.
@Suite struct DrawsCommandTests {
  @Test func drawsOfARunAreWrittenForOtherPrograms() throws {
    try withTemporaryFolder { folder in
      try TinyData.copy(to: folder.appending(path: "data"))
      let sweep = try BenchProcess.run(
        "sweep", "--data-root", "data", "--results", "out", "--methods", "rde-tal", "--noise", "50", "--epochs", "1",
        "--batch-size", "40", "--device", "cpu", "--jobs", "1", "--save-weights", "last", in: folder)
      try #require(sweep.code == 0, "\(sweep.errors)")
      let results = try FileManager.default.contentsOfDirectory(atPath: folder.appending(path: "out").path)
      let result = try #require(results.first { $0.hasSuffix(".h5") })
      func draws(_ more: String...) throws -> BenchProcess.Result {
        try BenchProcess(["draws", "out/\(result)"] + more, in: folder).finished()
      }
      let first = try draws("--out", "draws.h5")
      #expect(first.code == 0 && first.output == "", "\(first.errors)")
      #expect(first.errors.hasSuffix("wrote draws.h5: synth-pedes · rde-tal · 50% · seed 1\n"), "\(first.errors)")
      let weights = "out/\(result.dropLast(3)).last.safetensors"
      try Python.run(
        Self.check, folder.appending(path: "draws.h5").path, folder.appending(path: "out/\(result)").path,
        folder.appending(path: weights).path)

      // The same bytes from the file of the run, and no file is replaced unasked.
      let again = try draws("--out", "draws.h5")
      #expect(again.code == 64 && again.errors.contains("draws.h5: there is a file of this name"), "\(again.errors)")
      let before = try Data(contentsOf: folder.appending(path: "draws.h5"))
      let run = "out/runs/\(result.dropLast(3)).json"
      let other = try BenchProcess.run("draws", run, "-o", "draws.h5", "--overwrite", in: folder)
      #expect(try other.code == 0 && Data(contentsOf: folder.appending(path: "draws.h5")) == before, "\(other.errors)")
      let never = try draws("--out", "out/\(result)", "--overwrite")
      #expect(never.code == 64 && never.errors.contains("this is no file of draws"), "\(never.errors)")

      let long = try draws("--out", "long.h5", "--epochs", "2")
      #expect(long.code == 64 && long.errors.contains("--epochs is 2 but must be 1 to 1"), "\(long.errors)")
      let nowhere = try draws("--out", "missing/draws.h5")
      #expect(
        nowhere.code == 1 && nowhere.errors.contains("missing: cannot be written: No such file"), "\(nowhere.errors)")
      let left = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".h5") }
      #expect(left == ["draws.h5"])
    }
  }

  /// NumPy's view: shapes, the noise of the result, and the names of the weights that were saved.
  private static let check = """
    import h5py, json, struct, sys
    d, r = h5py.File(sys.argv[1]), h5py.File(sys.argv[2])
    pairs = len(r['noise/index'])
    assert (d['noise_index'][()] == r['noise/index'][()]).all() and d.attrs['signature'] == r.attrs['signature']
    with open(sys.argv[3], 'rb') as f:
        header = json.loads(f.read(struct.unpack('<Q', f.read(8))[0]))
    shapes = {k: tuple(v['shape']) for k, v in header.items() if k != '__metadata__'}
    assert {k: v.shape for k, v in d['weights'].items()} == shapes
    e = d['epochs/1']
    assert list(d['epochs']) == ['1'] and sorted(e) == ['coins', 'division', 'train']
    assert e['coins'].shape == (pairs,) and e['coins'].dtype == 'uint8' and set(e['coins'][()]) == {0, 1}
    for p in (e['train'], e['division']):
        assert sorted(p) == ['captions', 'order', 'views'] and all(x.dtype == 'int64' for x in p.values())
        assert sorted(p['order'][()]) == list(range(pairs)) and p['captions'].shape[0] == pairs
        v = p['views'][()]
        assert v.shape == (pairs, 1, 7) and v[..., 1:3].min() >= 0 and v[..., 1:3].max() <= 2 * d.attrs['padding']
    assert (e['train/order'][()] != e['division/order'][()]).any()
    """

  /// A Ctrl-C leaves what was there.
  @Test(.timeLimit(.minutes(5))) func aStopWritesNothing() throws {
    try withTemporaryFolder { folder in
      // More epochs than a test waits for.
      let run = try #require(
        try TinyStudy.runs {
          $0.methods = ["irra-sdm"]
          $0.epochs = 100_000
        }.first)
      let results = folder.appending(path: "out")
      let task = RunTask(
        run: run, workspace: RunWorkspace(dataRoot: TinyData.root, cacheDirectory: nil, resultsDirectory: results))
      try task.write()
      let draws = folder.appending(path: "draws.h5")
      let command = ["draws", "out/runs/\(run.name).json", "-o", "draws.h5"]
      #expect(try BenchProcess(command + ["--epochs", "1"], in: folder).finished().code == 0)
      let before = try Data(contentsOf: draws)
      let bench = try BenchProcess(command + ["--overwrite", "--verbose"], in: folder)
      try bench.process.run()
      try wait(for: "drawing") { try bench.errorsSoFar().contains("drawing") }
      kill(bench.process.processIdentifier, SIGINT)
      let result = try bench.result()
      let words = #/Error: interrupted in epoch \d+; nothing was written\n$/#
      #expect(result.code == 1 && result.errors.contains(words), "\(result.errors)")
      #expect(try Data(contentsOf: draws) == before)
      let left = try FileManager.default.contentsOfDirectory(atPath: folder.path)
      #expect(Set(left.filter { !$0.hasSuffix(".out") && !$0.hasSuffix(".err") }) == ["draws.h5", "out"])
    }
  }
}
