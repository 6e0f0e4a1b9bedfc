import BenchCore
import DataTestSupport
import Foundation
import TestSupport
import Testing

/// `bench compare` on result files that `bench eval` wrote, judged by NumPy.
@Suite struct CompareCommandTests {
  /// A folder with the results `a.h5` and `b.h5` on one test split, and `other.h5` on another.
  private func withResults(_ body: (URL) throws -> Void) throws {
    try withTemporaryFolder { folder in
      try Python.run(
        """
        import numpy as np, h5py, os, sys
        os.chdir(sys.argv[1])
        r = np.random.default_rng(3)
        qi, gi = np.repeat(np.arange(50), 4), r.permutation(np.repeat(np.arange(50), 3))
        centre = r.normal(size=(50, 32))
        for name, noise, change in ('a', 1.6, 0), ('b', 1.3, 0), ('other', 1.3, 1):
            with h5py.File(name + '_embeddings.h5', 'w') as f:
                f['query'] = centre[qi] + noise * r.normal(size=(200, 32)); f['gallery'] = centre[gi] + noise * r.normal(size=(150, 32))
                f['query_identities'] = np.roll(qi, change); f['gallery_identities'] = gi
        """, folder.path)
      for name in ["a", "b", "other"] {
        let result = try BenchProcess.run(
          "eval", "--embeddings", "\(name)_embeddings.h5", "--out", "\(name).h5", "--label", name.uppercased(),
          in: folder)
        try #require(result.code == 0, "\(result.errors)")
      }
      try body(folder)
    }
  }

  @Test func differencesIntervalsAndPsAreSciPys() throws {
    try withResults { folder in
      let result = try BenchProcess.run("compare", "a.h5", "b.h5", "--json", in: folder)
      #expect(result.code == 0, "\(result.errors)")
      try Data(result.output.utf8).write(to: folder.appending(path: "report.json"))
      let byQuery = try BenchProcess.run("compare", "a.h5", "b.h5", "--by", "query", "--json", in: folder)
      try Data(byQuery.output.utf8).write(to: folder.appending(path: "query.json"))
      let images = try BenchProcess.run("compare", "a.h5", "b.h5", "--direction", "image-to-text", "--json", in: folder)
      try Data(images.output.utf8).write(to: folder.appending(path: "images.json"))
      for name in ["report", "query", "images"] {
        let agreed = try Python.check("check_statistics.py", "\(name).json", in: folder)
        #expect(agreed.contains("9 metrics agree"), "\(agreed)")
      }
      try Python.run(
        """
        import h5py, json, numpy as np, os, sys
        os.chdir(sys.argv[1])
        report, query = json.load(open('report.json')), json.load(open('query.json'))
        width = lambda r: r['metrics']['map']['upper'] - r['metrics']['map']['lower']
        assert report['clusters'] == 50 and query['clusters'] == 200 and width(report) > 1.05 * width(query)
        def scores(name):
            t = h5py.File(name + '.h5')['last/text-to-image']
            return t['average_precision'][()], t['first_match_rank'][()]
        (a, first_a), (b, first_b) = scores('a'), scores('b')
        d = b - a
        assert report['won_share'] == (d > 0).mean() and report['lost_share'] == (d < 0).mean() and report['queries'] == 200
        order = np.lexsort((np.arange(200), -abs(d)))[:10]
        for change, q in zip(report['largest_changes'], order, strict=True):
            assert change['query'] == q and change['identity'] == q // 4, (change, q)
            assert change['rank_a'] == first_a[q] and change['rank_b'] == first_b[q]
            assert abs(change['average_precision_b'] - change['average_precision_a'] - d[q]) < 1e-9
        """, folder.path)
      let text = try BenchProcess.run("compare", "a.h5", "b.h5", in: folder)
      for part in [
        "A: A", "B: B", "mINP", "95% interval", "p (Holm)", "B wins ", "% of 200 queries", "Rank A", "by 50 identities",
        "Each side is one run: training seeds are not accounted for",
      ] {
        #expect(text.output.contains(part), "\(text.output)")
      }
      let threads = try BenchProcess.run("compare", "a.h5", "b.h5", "--json", "--threads", "3", in: folder)
      #expect(threads.output == result.output)
      let once = try BenchProcess.run("compare", "a.h5", "b.h5", "--metric", "r1,r1", "--metric", "r1", in: folder)
      #expect(once.output.replacing("\n", with: " ").contains("corrected for 1 metric:"), "\(once.errors)")
      let csv = try BenchProcess.run("compare", "a.h5", "b.h5", "--format", "csv", in: folder).output
      #expect(
        csv.hasPrefix(#""Metric","A","B","B - A","lower","upper","p","p (Holm)","verdict","A is","B is""#), "\(csv)")
    }
  }

  /// The program of `docs/statistics.md`, as a reader would copy it.
  @Test func thePagesProgramAgrees() throws {
    let page = try String(contentsOf: Repository.root.appending(path: "docs/statistics.md"), encoding: .utf8)
    let program = try #require(page.firstMatch(of: /```python\n((?s:.)*?)```/)).output.1
    try withResults { folder in
      let printed = try Python.run(
        String(program), folder.appending(path: "a.h5").path, folder.appending(path: "b.h5").path)
      let compare = try BenchProcess.run("compare", "a.h5", "b.h5", "--json", in: folder).output
      let eval = try BenchProcess.run("eval", "--embeddings", "b_embeddings.h5", "--intervals", "--json", in: folder)
      try Python.run(
        """
        import json, sys
        page, said, run = (json.loads(text) for text in sys.argv[1:])
        said = said['metrics']['map']
        run = next(s for s in run['scores'] if s['direction'] == 'text-to-image')['intervals']['map']
        for pair, ends in (page['b'], run), (page['interval'], [said['lower'], said['upper']]):
            assert all(abs(x - y) < 0.06 * (pair[1] - pair[0]) for x, y in zip(pair, ends)), (pair, ends)
        assert abs(page['difference'] - said['difference']) < 1e-9 and abs(page['p'] - said['p']) < 0.03, (page, said)
        """, printed, compare, eval.output)
      try Data(eval.output.utf8).write(to: folder.appending(path: "eval.json"))
      let agreed = try Python.check("check_statistics.py", "eval.json", "b.h5", in: folder)
      #expect(agreed.contains("18 intervals agree"), "\(agreed)")
    }
  }

  /// Result files of two methods, three seeds each, and one of another noise rate, as a sweep would leave them.
  private func withGroups(_ body: (URL) throws -> Void) throws {
    try withResults { folder in
      try Python.run(
        Python.edit + """
          import json, hashlib, numpy as np, os, shutil, sys
          os.chdir(sys.argv[1])
          os.mkdir('Results')
          r = np.random.default_rng(5)
          for method, source, gain in ('old', 'a.h5', 0), ('new', 'b.h5', 1):
              for seed in 1, 2, 3, 4:
                  name = f'Results/{method}-{seed}.h5'
                  shutil.copy(source, name)
                  with edit(name) as f:
                      spec = json.loads(f.attrs['spec'])
                      spec['seed'], spec['method']['id'] = seed % 4, method
                      if seed == 4: spec['noise']['rate'] = 0.5
                      text = json.dumps(spec, sort_keys=True, separators=(',', ':'))
                      f.attrs['spec'], f.attrs['signature'] = text, hashlib.sha256(text.encode()).hexdigest()
                      f.attrs['label'] = method.upper()
                      if seed == 4: f.attrs['nominal_noise_rate'] = 0.5
                      for direction in 'text-to-image', 'image-to-text':
                          t = f['last'][direction]
                          rank = t['first_match_rank'][()]
                          moved = r.random(len(rank)) < 0.2 + 0.05 * seed
                          rank[moved] = r.integers(1, 12, moved.sum())
                          t['first_match_rank'][...] = rank
                          for column in 'average_precision', 'inverse_negative_penalty', 'ndcg10':
                              value = t[column][()]
                              value[moved] = 1 / rank[moved]
                              t[column][...] = value
                          means = {f'r{k}': 100 * (rank <= k).mean() for k in (1, 5, 10, 20)}
                          means |= dict(rsum=means['r1'] + means['r5'] + means['r10'], mrr=100 * (1 / rank).mean(), map=100 * t['average_precision'][()].mean(), minp=100 * t['inverse_negative_penalty'][()].mean(), ndcg10=100 * t['ndcg10'][()].mean())
                          for metric, value in means.items():
                              t.attrs[metric] = value
          """, folder.path)
      try body(folder)
    }
  }

  private func compare(_ arguments: String..., in folder: URL) throws -> BenchProcess.Result {
    try compare(arguments, in: folder)
  }

  private func compare(_ arguments: [String], in folder: URL) throws -> BenchProcess.Result {
    let bench = try BenchProcess(["compare"] + arguments, in: folder)
    try bench.process.run()
    return try bench.result()
  }

  @Test func groupsOfSeedsAreSciPys() throws {
    try withGroups { folder in
      let old = (1...3).map { "Results/old-\($0).h5" }
      let new = (1...3).map { "Results/new-\($0).h5" }
      let named = try compare(old + ["--against"] + new + ["--json"], in: folder)
      try #require(named.code == 0, "\(named.errors)")
      // Conditions of A hold for B, which names another method.
      let chosen = try compare("--where", "method=old", "noise=0%", "--against", "method=new", "--json", in: folder)
      #expect(chosen.output == named.output, "\(chosen.errors)")
      let paired = try compare(old + ["--against"] + new + ["--pair-seeds", "--json"], in: folder)
      try Data(named.output.utf8).write(to: folder.appending(path: "named.json"))
      try Data(paired.output.utf8).write(to: folder.appending(path: "paired.json"))
      for name in ["named", "paired"] {
        let agreed = try Python.check("check_statistics.py", "\(name).json", in: folder)
        #expect(agreed.contains("9 metrics agree"), "\(agreed)")
      }
      let text = try compare(old + ["--against"] + new + ["--metric", "r1,map"], in: folder).output
      for part in [
        "A: OLD, custom, 0% noise, 3 runs, seeds 1, 2, 3", "by 50 identities and by the seeds of both",
        "corrected for 2 metrics", "in 20 ways: p is at least 0.1", "not taken for a pair",
      ] {
        #expect(text.contains(part), "\(text)")
      }
      #expect(!text.contains("mINP"))
      let mixed = try compare(
        "--where", "method=old", "noise=0%", "seed=1", "--against", "method=new", "seed=1,2", in: folder)
      #expect(mixed.output.contains("A is one run: training seeds are not accounted for"), "\(mixed.errors)")
      let markdown = try compare(old + ["--against"] + new + ["--format", "markdown"], in: folder).output
      #expect(markdown.contains("| R@1 ") && markdown.contains("B: NEW"), "\(markdown)")
    }
  }

  @Test func mistakesWithGroupsGetOneClearLine() throws {
    try withGroups { folder in
      for (arguments, message) in [
        (["--where", "method=old", "noise=1", "--against", "method=new"], "`1%` (percent)"),
        (
          ["--where", "method=old", "noise=0", "seed=1,9", "--against", "method=new"], "no run has seed 9; there are 1"
        ),
        (["Results/old-1.h5", "--against", "Results/old-1.h5"], "A and B have a run in common"),
        (["Results", "--against", "a.h5"], "differ in more than their seed: noise.rate is 0 and 0.5"),
        (
          ["--where", "method=old", "--against", "method=new"],
          "noise.rate is 0 and 0.5; choose one value of it: --where noise.rate=VALUE"
        ),
        (["--where", "methd=old", "--against", "method=new"], "no run has a field `methd`; did you mean method"),
        (["--where", "method=older", "--against", "method=new"], "no run has method.id older; there are new, old"),
        (["--where", "method", "--against", "method=new"], "`method` is no FIELD=VALUE"),
        (["--where", "method=old"], "say what to compare with"),
        (["--against", "a.h5"], "say what to compare"),
        (["a.h5", "--where", "method=old", "--against", "b.h5"], "A is files or --where, not both"),
        (["Results/old-1.h5", "Results/old-1.h5", "--against", "b.h5"], "both files hold the same run"),
        (
          [
            "Results/old-1.h5", "Results/old-2.h5", "--against", "Results/new-1.h5", "Results/new-3.h5", "--pair-seeds",
          ],
          "the runs cannot be paired: A has the seeds 1, 2, B 1, 3"
        ),
        (["Results/old-1.h5", "--against", "other.h5"], "the runs were measured on different test sets"),
        (["a.h5", "b.h5", "--by", "person"], "identity"),
      ] {
        let result = try compare(arguments, in: folder)
        #expect(result.code != 0 && result.output.isEmpty, "\(arguments)")
        #expect(result.errors.contains(message), "\(arguments): \(result.errors)")
      }
    }
  }

  /// Every metric has its place in whatever prints numbers, and can be asked for.
  @Test func everyMetricIsEverywhere() throws {
    try withResults { folder in
      func output(_ arguments: String...) throws -> String {
        let bench = try BenchProcess(arguments, in: folder)
        try bench.process.run()
        let result = try bench.result()
        #expect(result.code == 0, "\(result.errors)")
        return result.output
      }
      for file in ["b_embeddings.h5", "other_embeddings.h5", "other.h5"] {
        try FileManager.default.removeItem(at: folder.appending(path: file))
      }
      let ids = Metric.allCases.map(\.rawValue)
      let eval = try output(
        "eval", "--embeddings", "a_embeddings.h5", "--intervals", "--resamples", "20", "--format", "csv")
      let compare = try output("compare", "a.h5", "b.h5", "--resamples", "20")
      let help = try output("tables", "--help")
      for metric in Metric.allCases {
        #expect(eval.contains("\"\(metric.title)\"") && compare.contains("\n\(metric.title) "), "\(metric)")
        #expect(help.contains(metric.rawValue))
      }
      for format in ["text", "markdown", "csv", "latex", "html"] {
        for id in ids {
          let table = try output("tables", "--results", ".", "--metric", id, "--format", format)
          #expect(table.firstMatch(of: /[0-9]+\.[0-9][0-9]/) != nil && !table.contains("Dash"), "\(id): \(table)")
        }
      }
      let table = try output(
        "tables", "--results", ".", "--metric", ids.joined(separator: ","), "--intervals", "--format", "json")
      _ = try output("export", "--results", ".", "--out", "csv")
      try Python.run(
        """
        import csv, json, sys
        table, folder, ids = json.loads(sys.argv[1]), sys.argv[2], sys.argv[3].split(',')
        cells = [cell for row in table['rows'] for cell in row['cells']]
        assert len(cells) == 2 * len(ids) and all(cell['interval'] for cell in cells), table
        rows = list(csv.DictReader(open(folder + '/metrics.csv')))
        assert len(rows) == 4 and all(float(row[id]) > 0 for row in rows for id in ids), rows
        """, table, folder.appending(path: "csv").path, ids.joined(separator: ","))
      let bench = try BenchProcess(["tables", "--results", ".", "--metric", "r2"], in: folder)
      try bench.process.run()
      let wrong = try bench.result()
      #expect(wrong.code != 0 && ids.allSatisfy(wrong.errors.contains), "\(wrong.errors)")
    }
  }

  @Test func mistakesGetOneClearLine() throws {
    try withResults { folder in
      try Python.run(
        Python.edit + """
          import os, shutil, sys
          os.chdir(sys.argv[1])
          shutil.copy('a.h5', 'failed.h5'); shutil.copy('a.h5', 'cut.h5'); shutil.copy('a.h5', 'gallery.h5'); shutil.copy('a.h5', 'long.h5')
          edit('failed.h5').attrs['outcome'] = 'failed: out of memory'
          with edit('gallery.h5') as f:
              for name in ['test/gallery_identities', *(f'last/image-to-text/{name}' for name in f['last/image-to-text'])]:
                  values = f[name][:-1]; del f[name]; f[name] = values
          with edit('long.h5') as f:
              t = f['last/text-to-image']
              for name in list(t): v = t[name][()]; del t[name]; t[name] = [*v, v[0]]
          data = open('cut.h5', 'rb').read(); open('cut.h5', 'wb').write(data[:len(data) // 2])
          """, folder.path)
      for (arguments, message) in [
        (
          ["a.h5", "other.h5"],
          "a.h5 and other.h5: the runs were measured on different test sets: of the query identities they first differ in row 0"
        ),
        (["a.h5", "gallery.h5"], "of the gallery identities there are 150 and 149"),
        (["a.h5", "failed.h5"], "failed.h5: the run failed, so there is nothing to compare: out of memory"),
        (
          ["a.h5", "long.h5"],
          "long.h5:/last/text-to-image/first_match_rank: expected as many ranks as queries (200) but found 201"
        ),
        (["a.h5", "cut.h5"], "the HDF5 file is truncated or damaged"),
        (["a.h5", "nowhere.h5"], "nowhere.h5"), (["a.h5"], "say what to compare with: two result files"),
        (["a.h5", "a_embeddings.h5"], "no 'schema' attribute"),
        (["a.h5", "b.h5", "--checkpoint", "best"], "a.h5: the run has no checkpoint `best`; compare the other one"),
        (["a.h5", "b.h5", "--resamples", "0"], "--resamples is 2 to 1000000, not 0"),
        (["a.h5", "b.h5", "--resamples", "2000000"], "--resamples is 2 to 1000000"),
        (["a.h5", "b.h5", "--level", "95"], "--level is above 0 and below 1"),
        (["a.h5", "b.h5", "--threads", "0"], "--threads is at least 1"),
      ] {
        let bench = try BenchProcess(["compare"] + arguments, in: folder)
        try bench.process.run()
        let result = try bench.result()
        #expect(result.code != 0 && result.output.isEmpty)
        #expect(result.errors.contains(message), "\(result.errors)")
        #expect(!result.errors.contains("Fatal error"))
      }
    }
  }

  @Test func resultsWithoutThePenaltiesAreMeasuredAgain() throws {
    try withResults { folder in
      let whole = try BenchProcess.run("compare", "a.h5", "b.h5", "--json", in: folder).output
      let strip =
        Python.edit + """
          import sys
          with edit(sys.argv[1]) as f:
              # As the first files of schema 1 were.
              f.attrs['schema'] = 1
              for new, old in {
                  'last/text-to-image': 'last/t2i', 'last/image-to-text': 'last/i2t',
                  'test/query_identities': 'test/query_pids', 'test/gallery_identities': 'test/gallery_pids',
              }.items():
                  f.move(new, old)
              del f['last/t2i/inverse_negative_penalty']
              if len(sys.argv) > 2: del f['last/embeddings/embedding']
          """
      try Python.run(strip, folder.appending(path: "a.h5").path)
      #expect(try BenchProcess.run("compare", "a.h5", "b.h5", "--json", in: folder).output == whole)
      try Python.run(strip, folder.appending(path: "b.h5").path, "without embeddings")
      let bare = try BenchProcess.run("compare", "a.h5", "b.h5", in: folder)
      #expect(bare.code == 0 && bare.output.contains("mINP"), "\(bare.errors)")
    }
  }
}
