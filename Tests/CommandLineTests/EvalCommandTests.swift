import Foundation
import TestSupport
import Testing

/// `bench eval` on embeddings that NumPy and h5py wrote, judged by NumPy and scikit-learn.
@Suite struct EvalCommandTests {
  /// Two heads of different widths and types, 120 queries, 90 images of 30 identities; files in every layout.
  private static let script = """
    import numpy as np, h5py, os, sys
    os.chdir(sys.argv[1])
    r = np.random.default_rng(7)
    qi, gi = np.repeat(np.arange(30), 4), r.permutation(np.repeat(np.arange(30), 3))
    centre = r.normal(size=(30, 48))
    heads = {name: [centre[i][:, :width] + 1.5 * r.normal(size=(len(i), width)) for i in (qi, gi)]
             for name, width in (('global', 48), ('tse', 32))}
    def write(name, heads, qi=qi, gi=gi, **more):
        with h5py.File(name, 'w') as f:
            for head, (q, g) in heads.items(): f['query' + head], f['gallery' + head] = q, g
            f['query_identities'], f['gallery_identities'] = qi, gi
            for key, value in more.items(): f[key] = value
    single = {h: [x.astype('f4') for x in v] for h, v in heads.items()}
    two = {'/' + h: v for h, v in single.items()}
    one = {'': single['global']}
    write('two.h5', two, captions=[f'caption {i}' for i in range(120)], gallery_files=[f'{i}.png' for i in range(90)])
    write('one.h5', one, gi=gi.astype('u1'))
    np.save('q.npy', single['global'][0]); np.save('g.npy', single['global'][1].astype('f8'))
    np.save('qi.npy', qi.astype('i4')); np.save('gi.npy', gi)
    os.makedirs('folder/query'); os.makedirs('folder/gallery')
    for h, (q, g) in single.items(): np.save(f'folder/query/{h}', q); np.save(f'folder/gallery/{h}', g)
    np.save('folder/query_identities', qi); np.save('folder/gallery_identities', gi)
    open('folder/captions.txt', 'w').write(''.join(f'caption {i}\\n' for i in range(120)))

    # Mistakes.
    def broken(name, **change):
        h = {k: [x.copy() for x in v] for k, v in two.items()}
        write(name, *change.pop('heads', lambda h: (h,))(h), **change)
    def put(side, row, value):
        def change(h): h['/tse'][side][row, 3] = value; return h,
        return change
    broken('nan.h5', heads=put(0, 17, np.nan)); broken('inf.h5', heads=put(1, 5, -np.inf))
    broken('short.h5', qi=qi[:-1]); broken('strings.h5', qi=[str(i) for i in qi]); broken('floats.h5', gi=gi * 1.0)
    broken('names.h5', captions=['one'])
    write('integers.h5', {'': [np.ones((120, 4), 'i4'), np.ones((90, 4), 'i4')]})
    write('rank.h5', {'': [np.ones((120, 4, 2), 'f4'), np.ones((90, 4), 'f4')]})
    write('width.h5', {'/tse': [np.ones((120, 4), 'f4'), np.ones((90, 5), 'f4')]})
    write('unmatched.h5', two, qi=qi + 1000)
    write('empty.h5', {'': [np.ones((0, 4), 'f4'), np.ones((90, 4), 'f4')]}, qi=qi[:0])
    with h5py.File('typo.h5', 'w') as f:
        f['queries'], f['gallery'], f['query_identities'], f['gallery_identities'] = single['global'] + [qi, gi]
    with h5py.File('unpaired.h5', 'w') as f:
        f['query/tse'], f['gallery/tsee'] = single['tse']
        f['query_identities'], f['gallery_identities'] = qi, gi
    data = open('two.h5', 'rb').read(); open('cut.h5', 'wb').write(data[:len(data) // 2])
    open('text.h5', 'w').write('no embeddings'); open('none.h5', 'w').close()
    np.save('f.npy', np.asfortranarray(heads['global'][0])); np.save('big.npy', single['global'][0].astype('>f4'))
    # Oddities that are measured all the same.
    odd = qi.copy(); odd[[3, 50]] = 777
    zero = {k: [x.copy() for x in v] for k, v in two.items()}; zero['/tse'][1][[4, 9]] = 0
    write('odd.h5', zero, qi=odd)
    """

  /// The folder of all files, written once.
  private static let files: Result<URL, any Error> = Result {
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "nc-bench-eval-\(ProcessInfo.processInfo.processIdentifier)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    atexit { if let folder = try? EvalCommandTests.files.get() { try? FileManager.default.removeItem(at: folder) } }
    try Python.run(script, folder.path)
    return folder
  }

  private func eval(_ arguments: [String], in folder: URL? = nil) throws -> BenchProcess.Result {
    let bench = try BenchProcess(["eval"] + arguments, in: folder ?? Self.files.get())
    try bench.process.run()
    return try bench.result()
  }

  private static let npyArguments = [
    "--query-embeddings", "q.npy", "--gallery-embeddings", "g.npy", "--query-identities", "qi.npy",
    "--gallery-identities", "gi.npy",
  ]

  @Test func everyNumberIsNumPysAndScikitLearns() throws {
    try withTemporaryFolder { folder in
      let out = folder.appending(path: "result.h5").path
      let result = try eval(["--embeddings", "two.h5", "--json", "--weights", "tse=2", "--out", out, "--label", "Mine"])
      #expect(result.code == 0, "\(result.errors)")
      let report = folder.appending(path: "report.json")
      try Data(result.output.utf8).write(to: report)
      try Python.run(Self.judge, try Self.files.get().appending(path: "two.h5").path, report.path, out)
    }
  }

  /// Sorts everything, by the definitions; average precision is scikit-learn's.
  private static let judge = """
    import h5py, json, numpy as np, sys
    from sklearn.metrics import average_precision_score, ndcg_score
    f, report, result = h5py.File(sys.argv[1]), json.load(open(sys.argv[2])), h5py.File(sys.argv[3])
    qi, gi = f['query_identities'][()], f['gallery_identities'][()]
    def cosines(head):
        q, g = (f[f'{side}/{head}'][()].astype('f8') for side in ('query', 'gallery'))
        return (q / np.linalg.norm(q, axis=1)[:, None]) @ (g / np.linalg.norm(g, axis=1)[:, None]).T
    s = {'global': cosines('global'), 'tse': cosines('tse')}
    s['mean'] = (s['global'] + 2 * s['tse']) / 3
    seen = set()
    for row in report['scores']:
        forward = row['direction'] == 'text-to-image'
        x, a, b = (s[row['head']], qi, gi) if forward else (s[row['head']].T, gi, qi)
        m = np.take_along_axis(a[:, None] == b[None], np.argsort(-x, 1), 1)
        ap = np.array([average_precision_score(t, v) for t, v in zip(a[:, None] == b[None], x)])
        first, last = m.argmax(1) + 1, m.shape[1] - m[:, ::-1].argmax(1)
        inp = m.sum(1) / last
        expected = {f'r{k}': 100 * (first <= k).mean() for k in (1, 5, 10, 20)} | dict(map=100 * ap.mean(), minp=100 * inp.mean(), mrr=100 * (1 / first).mean())
        expected['rsum'] = expected['r1'] + expected['r5'] + expected['r10']
        expected['ndcg10'] = 100 * ndcg_score(a[:, None] == b[None], x, k=10)
        assert set(expected) == set(row['metrics'])
        for key, value in expected.items(): assert abs(row['metrics'][key] - value) < 1e-9, (row, key, value)
        assert row['median_rank'] == np.median(first)
        if forward and row['head'] == 'mean':
            t = result['last/text-to-image']
            assert np.abs(t['average_precision'][()] - ap).max() < 1e-12
            assert (t['first_match_rank'][()] == first).all()
            assert np.abs(t['inverse_negative_penalty'][()] - inp).max() < 1e-12
            assert abs(t.attrs['rsum'] - expected['rsum']) < 1e-9
        seen.add((row['direction'], row['head']))
    assert len(seen) == 6
    assert (result['last/embeddings/tse/image'][()] == f['gallery/tse'][()]).all()
    assert (result['test/query_identities'][()] == qi).all() and 'best' not in result
    """

  @Test func everyLayoutGivesTheSameNumbers() throws {
    let one = try eval(["--embeddings", "one.h5", "--format", "csv"])
    #expect(one.code == 0, "\(one.errors)")
    #expect(try eval(Self.npyArguments + ["--format", "csv"]).output == one.output)
    func rows(_ text: String, _ head: String) -> [String] {
      text.split(separator: "\n").map(String.init).filter { $0.contains("\"\(head)\"") }.map {
        $0.replacing("\"\(head)\"", with: "")
      }
    }
    let two = try eval(["--embeddings", "two.h5", "--format", "csv"]).output
    #expect(rows(two, "global") == rows(one.output, "embedding"))
    #expect(rows(two, "global").count == 2)
    #expect(try eval(["--embeddings", "folder", "--format", "csv"]).output == two)
  }

  @Test func threadsAndMemoryChangeNothingAndASeedRepeatsIntervals() throws {
    let arguments = ["--embeddings", "two.h5", "--intervals", "--json", "--resamples", "500"]
    let first = try eval(arguments + ["--threads", "1", "--seed", "5"]).output
    #expect(first.contains("\"intervals\""))
    #expect(try eval(arguments + ["--threads", "3", "--memory", "50", "--seed", "5"]).output == first)
    #expect(try eval(arguments + ["--threads", "1", "--seed", "6"]).output != first)
  }

  @Test func listsAreTheRankingsOfTheMean() throws {
    try withTemporaryFolder { folder in
      let result = try eval([
        "--embeddings", "two.h5", "--top", "4", "--queries", "3,worst:5,17,3,random:4", "--json", "--seed", "2",
      ])
      #expect(result.code == 0, "\(result.errors)")
      let report = folder.appending(path: "report.json")
      try Data(result.output.utf8).write(to: report)
      try Python.run(
        """
        import h5py, json, numpy as np, sys
        f, lists = h5py.File(sys.argv[1]), json.load(open(sys.argv[2]))['lists']
        qi, gi = f['query_identities'][()], f['gallery_identities'][()]
        s = 0
        for head in f['query']:
            q, g = (f[f'{side}/{head}'][()].astype('f8') for side in ('query', 'gallery'))
            s = s + (q / np.linalg.norm(q, axis=1)[:, None]) @ (g / np.linalg.norm(g, axis=1)[:, None]).T / 2
        order = np.argsort(-s, 1)
        m = gi[order] == qi[:, None]
        ap = np.array([(np.arange(1, x.sum() + 1) / (x.nonzero()[0] + 1)).mean() for x in m])
        assert [l['query'] for l in lists[:6]] == [3, *[w for w in np.argsort(ap, kind='stable')[:5] if w != 3], 17][:6], lists
        assert len({l['query'] for l in lists}) == len(lists) >= 9
        for l in lists:
            q = l['query']
            assert l['identity'] == qi[q] and l['caption'] == f'caption {q}' and abs(l['average_precision'] - ap[q]) < 1e-12
            assert l['first_match_rank'] == m[q].argmax() + 1
            for k, e in enumerate(l['retrieved']):
                assert e['rank'] == k + 1 and e['gallery_index'] == order[q, k] and e['file'] == f'{order[q, k]}.png'
                assert e['is_match'] == m[q, k] and abs(e['similarity'] - s[q, order[q, k]]) < 1e-6
            assert len(l['retrieved']) == 4
        """, try Self.files.get().appending(path: "two.h5").path, report.path)
    }
    let text = try eval(["--embeddings", "two.h5", "--queries", "worst:1"]).output
    #expect(text.contains("right") || text.contains("wrong"))
    #expect(text.contains("Query ") && text.contains("caption "))
    let csv = try eval(["--embeddings", "one.h5", "--queries", "0", "--top", "90", "--format", "csv"]).output
    #expect(csv.split(separator: "\n").count == 91)
  }

  @Test func countsQueriesWithoutAMatchAndZeroRows() throws {
    let odd = try eval(["--embeddings", "odd.h5", "--json"])
    #expect(odd.code == 0)
    #expect(odd.errors.contains("warning: 2 queries have no match among the gallery, the first is 3: misses of R@K"))
    #expect(odd.errors.contains("warning: 2 gallery rows of head `tse` are zero, the first is row 4"))
    #expect(odd.output.contains("\"queries_without_match\" : 2"))
    let list = try eval(["--embeddings", "odd.h5", "--queries", "3,worst:100"])
    #expect(list.output.contains("Query 3 (no match in the gallery"))
    #expect(!list.output.contains("Query 50 "), "a query that cannot be answered is not the worst answered")
  }

  @Test(
    arguments: [
      ("nan.h5", "nan.h5: query row 17 of head `tse`: the embedding holds a NaN or an infinity"),
      ("inf.h5", "inf.h5: gallery row 5 of head `tse`: the embedding holds a NaN or an infinity"),
      ("short.h5", "short.h5:/query/global: 120 entries, but `query_identities` has 119"),
      ("strings.h5", "strings.h5:/query_identities: expected integers but found string"),
      ("floats.h5", "floats.h5:/gallery_identities: expected integers but found float64"),
      ("integers.h5", "integers.h5:/query: expected floating-point numbers but found int32"),
      ("names.h5", "names.h5:/captions: 1 entries, but `query_identities` has 120"),
      ("rank.h5", "rank.h5:/query: expected two dimensions (rows, width) but found 3 (120 x 4 x 2)"),
      ("width.h5", "head tse: queries are 4 wide, the gallery 5"),
      ("unmatched.h5", "none of 120 queries has an entry of its identity among the gallery's 90"),
      ("empty.h5", "empty.h5:/query_identities: the array is empty"),
      ("typo.h5", "there is no array `query`; did you mean"),
      ("unpaired.h5", "there is no array `gallery/tse`; did you mean gallery/tsee?"),
      ("cut.h5", "the HDF5 file is truncated or damaged"), ("text.h5", "this is not an HDF5 file"),
      ("none.h5", "this is not an HDF5 file"), ("nowhere.h5", "nowhere.h5: there is no such file or folder"),
      (".", "there is no array `query_identities`"),
    ])
  func mistakesGetOneClearLine(file: String, message: String) throws {
    let result = try eval(["--embeddings", file])
    #expect(result.code != 0)
    #expect(result.errors.contains(message), "\(result.errors)")
    #expect(result.output.isEmpty && result.errors.split(separator: "\n").count { $0.hasPrefix("Error:") } == 1)
    #expect(!result.errors.contains("Fatal error"))
  }

  @Test(
    arguments: [
      (["--embeddings", "two.h5", "--weights", "tes=1"], "there is no head `tes` to weigh; did you mean tse?"),
      (["--embeddings", "two.h5", "--weights", "tse=-1"], "--weights"),
      (["--embeddings", "two.h5", "--queries", "120"], "query 120 of 120; queries count from 0"),
      (["--embeddings", "two.h5", "--queries", "last:3"], "--queries"),
      (["--embeddings", "two.h5", "--top", "0"], "--top must be 1 or more"),
      (["--embeddings", "two.h5", "--threads", "0"], "--threads is at least 1, not 0"),
      (["--embeddings", "two.h5", "--memory", "1"], "a memory budget of 1000000 bytes"),
      (["--embeddings", "two.h5", "--intervals", "--level", "1"], "--level is above 0 and below 1"),
      (["--embeddings", "two.h5", "--intervals", "--resamples", "1"], "--resamples is 2 to 1000000, not 1"),
      (["--embeddings", "two.h5", "--out", "two.h5"], "which the embeddings are read from"),
      (["--embeddings", "two.h5", "--out", "one.h5"], "which is not a result of this tool"),
      (["--embeddings", "two.h5", "--out", "x.txt"], "--out must end in .h5"),
      (["--embeddings", "two.h5", "--out", "nowhere/x.h5"], "nowhere/x.h5"),
      (["--embeddings", "two.h5", "--noise", "120"], "from 0 to 100"),
      (["--embeddings", "two.h5", "--query-embeddings", "q.npy"], "--embeddings, or all of"),
      (["--query-embeddings", "q.npy"], "--embeddings, or all of"),
      ([], "--embeddings, or all of"),
      (
        ["--query-embeddings", "f.npy"] + EvalCommandTests.npyArguments.dropFirst(2),
        "f.npy: the array is in Fortran order"
      ),
      (
        ["--query-embeddings", "big.npy"] + EvalCommandTests.npyArguments.dropFirst(2),
        "big.npy: the numbers are big-endian ('>f4')"
      ),
      (
        ["--query-embeddings", "gi.npy"] + EvalCommandTests.npyArguments.dropFirst(2),
        "gi.npy: the numbers are not float32, float16, float64 but '<i8'"
      ),
      (
        EvalCommandTests.npyArguments.dropLast() + ["g.npy"],
        "g.npy: the numbers are not int64, int32 but '<f8'"
      ),
    ] as [([String], String)])
  func otherMistakesToo(arguments: [String], message: String) throws {
    let result = try eval(arguments)
    #expect(result.code != 0)
    #expect(result.errors.contains(message), "\(result.errors)")
    #expect(!result.errors.contains("Fatal error"))
  }

  @Test func aResultIsARowOfTablesAndCanBeMeasuredAgain() throws {
    try withTemporaryFolder { folder in
      let files = try Self.files.get().appending(path: "two.h5").path
      func row(_ name: String, _ more: String...) throws -> BenchProcess.Result {
        try eval(
          ["--embeddings", files, "--out", "out/\(name).h5", "--label", name, "--format", "csv"] + more, in: folder)
      }
      try FileManager.default.createDirectory(at: folder.appending(path: "out"), withIntermediateDirectories: true)
      let first = try row("Mine", "--dataset", "CUHK-PEDES", "--noise", "20")
      #expect(first.code == 0, "\(first.errors)")
      _ = try row("Best of all", "--dataset", "CUHK-PEDES", "--noise", "0.2", "--checkpoint-name", "best")
      _ = try row("Elsewhere")
      let table = try BenchProcess.run("tables", "--results", "out", "--format", "csv", in: folder)
      let rows = table.output.split(separator: "\n").filter { $0.hasPrefix("\"") || $0.contains("%") }
      #expect(rows.count { $0.contains("Mine") } == 1 && rows.contains { $0.contains("Mine") && $0.contains("Last") })
      #expect(rows.contains { $0.contains("Best of all") && $0.contains("Best") && $0.contains("20%") })
      #expect(rows.contains { $0.contains("Elsewhere") && $0.contains("0%") })
      // The same numbers from the result file; only the checkpoint it has.
      let again = try eval(["--embeddings", "out/Mine.h5", "--checkpoint-name", "last", "--format", "csv"], in: folder)
      #expect(again.output == first.output, "\(again.errors)")
      let other = try eval(["--embeddings", "out/Mine.h5"], in: folder)
      #expect(other.code != 0 && other.errors.contains("no checkpoint `best`; take the other one"), "\(other.errors)")
    }
  }

  @Test func aFullDiskLeavesNothing() throws {
    try withTemporaryFolder { folder in
      let bench = try BenchProcess([], in: folder)
      let executable = try #require(bench.process.executableURL?.path)
      bench.process.executableURL = URL(filePath: "/bin/sh")
      let source = try Self.files.get().appending(path: "two.h5").path
      // Of 512-byte blocks; the signal of the limit is ignored, so that writing fails as on a full disk.
      bench.process.arguments = [
        "-c", "trap '' XFSZ; ulimit -f 20; exec \"$0\" eval --embeddings \"$1\" --out full.h5", executable, source,
      ]
      try bench.process.run()
      let result = try bench.result()
      #expect(result.code != 0)
      #expect(result.errors.contains("full.h5"), "\(result.errors)")
      let left = try FileManager.default.contentsOfDirectory(atPath: folder.path)
      #expect(!left.contains { $0.contains("full") }, "\(left)")
    }
  }
}
