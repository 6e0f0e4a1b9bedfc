import DataTestSupport
import Foundation
import TestSupport
import Testing

/// What a reviewer does with somebody's results: check them, and look at the pairs that were learned from.
@Suite struct ReviewTests {
  /// `data` and two results in `out`, `rde.h5` and `irra.h5`; made once for all tests.
  private static let made = Result { try make() }
  private static let root = FileManager.default.temporaryDirectory
    .appending(path: "nc-bench-review-\(ProcessInfo.processInfo.processIdentifier)")

  private static func make() throws -> URL {
    let folder = root
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    atexit { try? FileManager.default.removeItem(at: ReviewTests.root) }
    try TinyData.copy(to: folder.appending(path: "data"))
    let sweep = try BenchProcess.run(
      "sweep", "--data-root", "data", "--results", "out", "--epochs", "2", "--batch-size", "16", "--methods",
      "rde-tal,irra-sdm", "--noise", "50", in: folder)
    try #require(sweep.code == 0, "\(sweep.errors)")
    let results = folder.appending(path: "out")
    for name in try FileManager.default.contentsOfDirectory(atPath: results.path) where name.hasSuffix(".h5") {
      try FileManager.default.moveItem(
        at: results.appending(path: name),
        to: results.appending(path: name.contains("rde-tal") ? "rde.h5" : "irra.h5"))
    }
    return folder
  }

  /// A copy that a test may change.
  private func withResults(_ body: (URL) throws -> Void) throws {
    try withTemporaryFolder { folder in
      for name in ["data", "out"] {
        try FileManager.default.copyItem(
          at: Self.made.get().appending(path: name), to: folder.appending(path: name))
      }
      try body(folder)
    }
  }

  /// A copy of `rde.h5` for each wrong thing, and what the check says of it.
  private static let mistakes: [(name: String, edit: String, message: String)] = [
    (
      "metric", "f['best/text-to-image'].attrs['r5'] += 0.01", "; R@5 is stored as"
    ), ("sum", "f['last/image-to-text'].attrs['rsum'] -= 0.01", "last image-to-text: rSum is stored as"),
    (
      "exchanged",
      """
      r = f['last/text-to-image/first_match_rank']
      a = r[()]; i, j = a.argmin(), a.argmax(); a[i], a[j] = a[j], a[i]; r[...] = a
      """, "last text-to-image: first_match_rank of query"
    ), ("epoch", "f['best'].attrs['epoch'] = 3 - f['best'].attrs['epoch']", "best: the epoch is stored as"),
    (
      "mask", "m = f['noise/is_clean']; m[int(m[()].argmin())] = True",
      "attributes: actual_noise_rate is stored as 0."
    ),
    ("signature", "f.attrs['spec'] = f.attrs['spec'].replace(',', ', ', 1)", "attributes: signature is stored as"),
    (
      "selection", "q = f['sample_selection/epoch_001/quality']; q.attrs['kept_clean'] += 1",
      "kept_clean is stored as"
    ),
    (
      "unheld",
      """
      t = f['best/text-to-image']
      del t['average_precision']
      t.attrs['map'] = 99.0 if t.attrs['map'] < 50 else 1.0
      """, "best text-to-image: mAP is stored as"
    ),
    (
      "embeddings",
      """
      for head in f['best/embeddings'].values():
          head['image'][...] = head['image'][()][::-1]
      """, "its embeddings make"
    ),
  ]

  /// Copies without what metrics come from.
  private static let omissions: [(name: String, edit: String, message: String)] = [
    (
      "bare",
      """
      for name in 'best', 'last':
          del f[name]['embeddings']
          for direction in 'text-to-image', 'image-to-text':
              for column in list(f[name][direction]): del f[name][direction][column]
      """, "best text-to-image; best image-to-text; last text-to-image; last image-to-text"
    ), ("halved", "del f['best/embeddings'], f['best/text-to-image/average_precision']", "best text-to-image: mAP"),
  ]

  @Test func filesThatDoNotAddUpAreNamed() throws {
    try withResults { folder in
      let good = try BenchProcess.run("check", "out", in: folder)
      #expect(good.code == 0 && good.output.hasSuffix("\n2 files: 2 ok\n"), "\(good.output)\(good.errors)")
      #expect(good.output.contains("best from queries and embeddings"), "\(good.output)")

      let bad = folder.appending(path: "bad")
      try FileManager.default.createDirectory(at: bad, withIntermediateDirectories: true)
      let source = folder.appending(path: "out/rde.h5")
      for (name, edit, _) in Self.mistakes + Self.omissions {
        let file = bad.appending(path: "\(name).h5")
        try FileManager.default.copyItem(at: source, to: file)
        try Python.run(Python.edit + "import sys\nf = edit(sys.argv[1])\n\(edit)", file.path)
      }
      let cut = bad.appending(path: "cut.h5")
      try FileManager.default.copyItem(at: source, to: cut)
      try Python.run(
        Python.edit + """
          import sys
          f = edit(sys.argv[1])
          rows = f['best/embeddings/global/text'][1:]
          del f['best/embeddings/global/text']
          f['best/embeddings/global/text'] = rows
          """, cut.path)
      let whole = try Data(contentsOf: source)
      try whole.prefix(whole.count - 100).write(to: bad.appending(path: "truncated.h5"))
      // The same file with a changed byte in what its checksum covers.
      var flipped = whole
      flipped[flipped.count / 2] ^= 1
      try flipped.write(to: bad.appending(path: "flipped.h5"))

      let result = try BenchProcess.run("check", "bad", "out/irra.h5", "--json", in: folder)
      #expect(result.code == 1)
      let document = try #require(
        try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any], "\(result.errors)")
      let files = try #require(document["files"] as? [[String: Any]])
      let states = Dictionary(
        files.map { (URL(filePath: $0["file"] as? String ?? "").lastPathComponent, $0["state"] as? String ?? "") },
        uniquingKeysWith: { $1 })
      #expect(states["irra.h5"] == "ok" && files.count == Self.mistakes.count + Self.omissions.count + 4)
      for (name, _, _) in Self.mistakes { #expect(states["\(name).h5"] == "wrong", "\(name)") }
      for (name, _, _) in Self.omissions { #expect(states["\(name).h5"] == "unverified", "\(name)") }
      for name in ["cut", "truncated", "flipped"] { #expect(states["\(name).h5"] == "unreadable", "\(name)") }
      let values = files.first { ($0["file"] as? String)?.hasSuffix("metric.h5") == true }?["contradictions"]
      let contradictions = try #require(values as? [[String: Any]])
      // The sum of the recalls does not follow either.
      #expect(contradictions.map { $0["quantity"] as? String } == ["rsum", "r5"])
      let (stored, made) = (contradictions[1]["stored"] as? Double, contradictions[1]["recomputed"] as? Double)
      #expect(try abs(#require(stored) - #require(made) - 0.01) < 1e-9)

      let text = try BenchProcess.run("check", "bad", in: folder)
      for (name, _, message) in Self.mistakes {
        #expect(text.output.contains(message), "\(name): \(text.output)")
      }
      for (name, _, message) in Self.omissions {
        let line = "\(name).h5: nothing is stored to compute this from: \(message)"
        #expect(text.output.contains(line), "\(name): \(text.output)")
      }
      let unverified = try BenchProcess.run("check", "bad/bare.h5", in: folder)
      #expect(unverified.code == 1 && unverified.output.hasSuffix("\n1 file: 1 unverified\n"), "\(unverified.output)")
      #expect(text.output.contains("cut.h5: /best/embeddings/global/text: expected as many rows as queries"))
      #expect(text.output.contains("(no checksum: it may have been changed since it was written)"))
      let shown = try BenchProcess.run("show", "--check", "bad/epoch.h5", in: folder)
      #expect(shown.code == 0 && shown.errors.contains("warning: bad/epoch.h5: best: the epoch is stored as"))

      // Sample selections count the same pairs, which tables look at too.
      let selections = folder.appending(path: "selections")
      try FileManager.default.createDirectory(at: selections, withIntermediateDirectories: true)
      try FileManager.default.moveItem(
        at: bad.appending(path: "selection.h5"), to: selections.appending(path: "selection.h5"))
      let selection = try BenchProcess.run(
        "tables", "--kind", "sample-selection", "--results", "selections", in: folder)
      #expect(selection.output.contains("¶ From a file whose numbers do not add up: selection.h5."))
      #expect(selection.output.split(separator: "\n").contains { $0.contains("RDE") && $0.contains("¶") })
      let warning = "warning: selections/selection.h5: sample selections: the number of clean pairs"
      #expect(selection.errors.contains(warning), "\(selection.errors)")

      let compared = try BenchProcess.run(
        "compare", "bad/metric.h5", "out/irra.h5", "--resamples", "20", in: folder)
      #expect(compared.errors.contains("warning: bad/metric.h5: best text-to-image: R@5 is stored as"))

      for name in try FileManager.default.contentsOfDirectory(atPath: bad.path) where name != "metric.h5" {
        try FileManager.default.removeItem(at: bad.appending(path: name))
      }
      try FileManager.default.copyItem(
        at: folder.appending(path: "out/irra.h5"), to: bad.appending(path: "irra.h5"))
      let tables = try BenchProcess.run("tables", "--results", "bad", in: folder)
      let marked = tables.output.split(separator: "\n").filter { $0.contains("¶") }
      #expect(marked.contains { $0.contains("RDE") } && !marked.contains { $0.contains("IRRA") }, "\(tables.output)")
      #expect(tables.output.contains("¶ From a file whose numbers do not add up: metric.h5."), "\(tables.output)")
      let csv = try BenchProcess.run("tables", "--results", "bad", "--format", "csv", in: folder)
      #expect(csv.output.contains("does not add up: "), "\(csv.output)")
      let page = try BenchProcess.run(
        "report", "--results", "bad", "--out", "page", "--data-root", "data", "--galleries", "0", in: folder)
      #expect(page.code == 0, "\(page.errors)")
      let html = try String(contentsOf: folder.appending(path: "page/index.html"), encoding: .utf8)
      #expect(html.contains("<sup>¶</sup>") && html.contains("do not add up: metric.h5"))
    }
  }

  @Test func pairsComeWithCaptionsAndTheTruth() throws {
    try withResults { folder in
      let json = try BenchProcess.run("pairs", "out/rde.h5", "--data-root", "data", "--json", in: folder)
      #expect(json.code == 0, "\(json.errors)")
      let csv = try BenchProcess.run(
        "pairs", "out/rde.h5", "--data-root", "data", "--csv", "--sort", "loss", in: folder)
      #expect(csv.code == 0 && csv.errors == "", "\(csv.errors)")
      let (jsonFile, csvFile) = (folder.appending(path: "pairs.json"), folder.appending(path: "pairs.csv"))
      try json.output.write(to: jsonFile, atomically: true, encoding: .utf8)
      try csv.output.write(to: csvFile, atomically: true, encoding: .utf8)
      let page = try String(contentsOf: Repository.root.appending(path: "docs/reviewing.md"), encoding: .utf8)
      let recipe = try #require(page.firstMatch(of: /```python\n((?s).*?)```/)?.output.1)
      // From the annotations and the stored arrays, as h5py has them; then the recipe of the documentation.
      try Python.run(
        """
        import contextlib, glob, h5py, io, json, numpy as np, os, pandas as pd, sys
        os.chdir(sys.argv[1])
        document, pairs = json.load(open('pairs.json')), pd.read_csv('pairs.csv')
        run = h5py.File('out/rde.h5')
        selection = run['sample_selection'][sorted(run['sample_selection'])[-1]]
        source, clean = run['noise/index'][()], run['noise/is_clean'][()]
        taken = np.stack([selection['taken_as_clean'][head][()] for head in selection.attrs['heads']])
        called = np.where(taken.all(0), 'clean', np.where(taken.any(0), 'disputed', 'noisy'))
        listed = document['pairs']
        assert [pair['pair'] for pair in listed] == list(range(len(source))) and len(source) > 10
        assert [pair['called'] for pair in listed] == list(called) and [pair['is_clean'] for pair in listed] == list(clean)
        assert [pair['caption_pair'] for pair in listed] == list(source)
        own = [pair['own_caption'] for pair in listed]
        assert [pair['caption'] for pair in listed] == [own[i] for i in source]
        assert [pair['caption_identity'] for pair in listed] == [listed[i]['identity'] for i in source]
        assert all(os.path.exists(os.path.join('data', pair['file'])) for pair in listed)
        losses = np.mean([selection['losses'][head][()] for head in selection.attrs['heads']], 0)
        assert (np.diff(losses[pairs.pair]) <= 1e-6).all() and sorted(pairs.pair) == list(range(len(source)))
        assert np.array_equal(pairs.loss_tse.to_numpy('f4'), selection['losses/tse'][()][pairs.pair])
        noisy = called == 'noisy'
        assert document['summary']['called_noisy'] == noisy.sum() and document['summary']['called_noisy_are_noisy'] == (noisy & ~clean).sum()
        output = io.StringIO()
        with contextlib.redirect_stdout(output):
            exec(sys.argv[2])
        words = output.getvalue().split()
        for word, value in zip(words[1::2], [document.get('precision'), document.get('recall')]):
            assert value is None and word == 'nan' or abs(float(word) - value) < 1e-9, (words, value)
        """, folder.path, String(recipe))

      let text = try BenchProcess.run("pairs", "out/rde.h5", "--data-root", "data", in: folder)
      #expect(text.output.contains("\n... and ") && text.output.contains("\npair 19: "), "\(text.output)")
      #expect(!text.output.contains("\npair 20: ") && text.output.contains("  caption  "))
      let bare = try BenchProcess.run("pairs", "out/rde.h5", "--data-root", "nowhere", "--limit", "1", in: folder)
      #expect(bare.code == 0 && bare.output.contains("Without files and captions: "), "\(bare.output)\(bare.errors)")
      #expect(bare.output.contains("synth-pedes is not there; name its folder with --data-root"))
      // The same annotations, but one image is another.
      let image = try #require(
        FileManager.default.enumerator(atPath: folder.appending(path: "data").path)?.compactMap { $0 as? String }
          .first { $0.hasSuffix(".png") || $0.hasSuffix(".jpg") })
      let file = folder.appending(path: "data/\(image)")
      try (Data(contentsOf: file) + [0]).write(to: file)
      let other = try BenchProcess.run("pairs", "out/rde.h5", "--data-root", "data", "--csv", in: folder)
      #expect(
        other.code == 0 && other.errors.contains("is not the data that the run was made with: other images"),
        "\(other.errors)")
      #expect(other.output.hasPrefix("\"pair\",\"file\""))
    }
  }

  @Test(
    arguments: [
      (["pairs", "out/irra.h5"], "out/irra.h5: the run has no sample selections: irra-sdm selected none"),
      (["pairs", "out/rde.h5", "--epoch", "7"], "no sample selection before epoch 7; there is one before epoch 1"),
      (["pairs", "out/rde.h5", "--csv", "--json"], "one format is printed"),
      (["pairs", "out/rde.h5", "--limit", "-1"], "--limit"), (["pairs", "out/rde.h5", "--called", "x"], "called"),
      (["check", "nowhere"], "unreadable  nowhere: cannot open the file: No such file"),
      (["check", "data"], "data: there are no result files"),
      (["check", "out/irra.h5", "--results", "out"], "--results and `out/irra.h5` both name what is checked"),
      (["pairs", "out"], "out: cannot open the file: it is a folder"),
    ])
  func mistakesGetOneClearLine(arguments: [String], message: String) throws {
    try withResults { folder in
      let result = try BenchProcess(arguments, in: folder).finished()
      #expect(result.code != 0)
      #expect((result.errors + result.output).contains(message), "\(result.errors)\(result.output)")
      #expect(!result.errors.contains("Fatal error"))
    }
  }
}
