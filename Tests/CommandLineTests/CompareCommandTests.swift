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

  @Test func differencesAndIntervalsAreNumPys() throws {
    try withResults { folder in
      let result = try BenchProcess.run("compare", "a.h5", "b.h5", "--json", in: folder)
      #expect(result.code == 0, "\(result.errors)")
      let report = folder.appending(path: "report.json")
      try Data(result.output.utf8).write(to: report)
      try Python.run(
        """
        import h5py, json, numpy as np, os, sys
        os.chdir(sys.argv[1])
        report = json.load(open('report.json'))
        def scores(name):
            t = h5py.File(name + '.h5')['last/t2i']
            first = t['first_match_rank'][()]
            hits = {f'r{k}': 100.0 * (first <= k) for k in (1, 5, 10)}
            return hits | dict(rsum=sum(hits.values()), r20=100.0 * (first <= 20), mrr=100 / first, ndcg10=100 * t['ndcg10'][()], map=100 * t['average_precision'][()], minp=100 * t['inverse_negative_penalty'][()]), first
        (a, first_a), (b, first_b) = scores('a'), scores('b')
        draws = np.random.default_rng(0).integers(0, 200, (10000, 200))
        assert set(report['metrics']) == set(a)
        for key, m in report['metrics'].items():
            d = b[key] - a[key]
            assert abs(m['difference'] - d.mean()) < 1e-9 and abs(m['b'] - m['a'] - d.mean()) < 1e-9, key
            low, high = np.quantile(d[draws].mean(1), [0.025, 0.975])
            tolerance = 0.05 * (high - low)
            assert abs(m['lower'] - low) < tolerance and abs(m['upper'] - high) < tolerance, (key, m, low, high)
        d = b['map'] - a['map']
        assert report['won_share'] == (d > 0).mean() and report['lost_share'] == (d < 0).mean() and report['queries'] == 200
        order = np.lexsort((np.arange(200), -abs(d)))[:10]
        for change, q in zip(report['largest_changes'], order, strict=True):
            assert change['query'] == q and change['identity'] == q // 4, (change, q)
            assert change['rank_a'] == first_a[q] and change['rank_b'] == first_b[q]
            assert abs(100 * (change['average_precision_b'] - change['average_precision_a']) - d[q]) < 1e-9
        """, folder.path)
      let text = try BenchProcess.run("compare", "a.h5", "b.h5", in: folder)
      for part in ["A: A", "B: B", "mINP", "95% interval", "B wins ", "% of 200 queries", "Rank A"] {
        #expect(text.output.contains(part), "\(text.output)")
      }
      let threads = try BenchProcess.run("compare", "a.h5", "b.h5", "--json", "--threads", "3", in: folder)
      #expect(threads.output == result.output)
      let same = try BenchProcess.run("compare", "a.h5", "a.h5", in: folder)
      #expect(same.output.contains("B wins 0.0% of 200 queries") && same.output.contains("equals A in 100.0%"))
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
              for name in ['test/gallery_pids', *(f'last/i2t/{name}' for name in f['last/i2t'])]:
                  values = f[name][:-1]; del f[name]; f[name] = values
          with edit('long.h5') as f:
              t = f['last/t2i']
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
          "long.h5:/last/t2i/first_match_rank: expected as many ranks as queries (200) but found 201"
        ),
        (["a.h5", "cut.h5"], "the HDF5 file is truncated or damaged"),
        (["a.h5", "nowhere.h5"], "nowhere.h5"), (["a.h5"], "Missing expected argument '<run-b>'"),
        (["a.h5", "a_embeddings.h5"], "no 'schema' attribute"),
        (["a.h5", "b.h5", "--checkpoint", "best"], "a.h5: the run has no checkpoint `best`; compare the other one"),
        (["a.h5", "b.h5", "--resamples", "0"], "0 resamples"),
        (["a.h5", "b.h5", "--level", "95"], "a confidence level of 95"),
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
