import DataTestSupport
import Datasets
import Foundation
import SynthPedes
import TestSupport
import Testing

/// Commands that read results: tables, export, show, list and report.
@Suite struct ResultCommandsTests {
  private static let fixtures = Repository.root.appending(path: "Tests/ResultStoreTests/Fixtures")

  /// A folder with `results`: two results of schema 1, two of schema 2, one of schema 3, and all kinds of files that are none.
  private func withResults(_ body: (URL) throws -> Void) throws {
    try withTemporaryFolder { folder in
      let results = folder.appending(path: "results")
      try FileManager.default.copyItem(at: Self.fixtures, to: results)
      let whole = try Data(contentsOf: results.appending(path: "schema1-finished.h5"))
      try whole.prefix(whole.count / 2).write(to: results.appending(path: "truncated.h5"))
      try Data().write(to: results.appending(path: "empty.h5"))
      try Data("<script>".utf8).write(to: results.appending(path: "foreign & <b>.h5"))
      try body(folder)
    }
  }

  private func run(_ arguments: String..., in folder: URL) throws -> BenchProcess.Result {
    let bench = try BenchProcess(arguments, in: folder)
    try bench.process.run()
    return try bench.result()
  }

  @Test func allTablesInAllFormats() throws {
    try withResults { folder in
      let result = try run(
        "tables", "--results", "results", "--paper", "all", "--format", "all", "--out", "tables", in: folder)
      #expect(result.code == 0, "\(result.errors)")
      for name in ["truncated.h5", "empty.h5", "foreign & <b>.h5"] {
        #expect(result.errors.contains("/results/\(name): "), "\(result.errors)")
      }
      let files = try FileManager.default.contentsOfDirectory(atPath: folder.appending(path: "tables").path)
      #expect(files.count == 8 * 6 + 1)
      let text = try String(contentsOf: folder.appending(path: "tables/rde-1.txt"), encoding: .utf8)
      for name in ["SSAN", "IVT", "CLIP-C", "DECL", "RDE", "74.46"] { #expect(text.contains(name)) }
    }
  }

  @Test func freeTablesAndPublishedOnes() throws {
    try withResults { folder in
      let free = try run(
        "tables", "--results", "results", "--rows", "method,margin", "--metric", "r1,rsum", "--checkpoint", "last",
        "--direction", "image-to-text", "--format", "csv", in: folder)
      #expect(
        free.output.hasPrefix("\"Method\",\"Margin\",\"CUHK-PEDES (stand-in) 20% R@1\""), "\(free.output)\(free.errors)"
      )
      let published = try run("tables", "--paper", "rde-2", "--show", "published", in: folder)
      #expect(published.output.contains("71.33") && published.errors == "")
      let intervals = try run("tables", "--results", "results", "--intervals", in: folder)
      #expect(intervals.output.contains("bootstrap interval"), "\(intervals.output)\(intervals.errors)")
    }
  }

  /// A paper's table of three datasets, whole, from runs of the variants that stand in for them.
  @Test func papersTablesComeWholeFromStandIns() throws {
    try withTemporaryFolder { folder in
      let size = SynthPedesConfiguration(
        train: .init(identities: 8, images: 20), validation: .init(identities: 2, images: 5),
        test: .init(identities: 4, images: 10))
      for variant in SynthPedesVariant.allCases {
        try SynthPedesSet.write(size.imitating(variant), to: folder.appending(path: "data"), workers: 2)
      }
      let arguments = [
        "sweep", "--data-root", "data", "--results", "out", "--epochs", "1", "--methods", "rde-tal", "--noise", "20,50",
        "--datasets", "synth-pedes,synth-pedes/icfg,synth-pedes/rstp",
      ]
      let refused = try BenchProcess(arguments + ["--selection", "val"], in: folder).finished()
      #expect(refused.code != 0 && refused.errors.contains("synth-pedes/icfg has no val split"), "\(refused.errors)")
      let sweep = try BenchProcess(arguments + ["--jobs", "2"], in: folder).finished()
      #expect(sweep.code == 0 && sweep.errors.contains("6 runs done"), "\(sweep.errors)")
      #expect(sweep.errors.contains("note: synth-pedes/icfg has no val split: Best is chosen on test"))

      func table(_ more: String...) throws -> [String: Any] {
        let result = try BenchProcess(
          ["tables", "--results", "out", "--paper", "rde-1", "--show", "measured", "--format", "json"] + more,
          in: folder
        ).finished()
        #expect(result.code == 0, "\(result.errors)")
        return try #require(try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any])
      }
      let short = try table("--stand-ins")
      let long = try table(
        "--stand-in", "CUHK-PEDES=synth-pedes", "--stand-in", "ICFG-PEDES=synth-pedes/icfg", "--stand-in",
        "RSTPReid=synth-pedes/rstp")
      #expect(short as NSDictionary == long as NSDictionary)
      // One that is named by itself goes before.
      let other = try table("--stand-ins", "--stand-in", "RSTPReid=synth-pedes")
      #expect(other as NSDictionary != short as NSDictionary)

      let page = try run(
        "report", "--results", "out", "--out", "page", "--data-root", "data", "--stand-ins", "--galleries", "0",
        in: folder)
      #expect(page.code == 0, "\(page.errors)")
      let text = try run(
        "tables", "--results", "out", "--paper", "rde-1", "--show", "measured", "--stand-ins", "--format", "markdown",
        in: folder)
      let rows = text.output.split(separator: "\n").filter { $0.matches(of: /\d+\.\d\d/).count == 3 * 5 }
      #expect(rows.count == 4, "RDE's Best and Last at 20% and 50%, on three datasets: \(text.output)")
      for dataset in ["CUHK-PEDES†", "ICFG-PEDES†", "RSTPReid†"] {
        #expect(text.output.contains(dataset), "\(text.output)")
      }
      #expect(text.output.contains("Synthetic stand-in for the dataset"))
    }
  }

  @Test(
    arguments: [
      (["tables", "--paper", "rde-4"], "no published table rde-4; did you mean"),
      (["tables", "--paper", "nowhere.csv"], "nowhere.csv: cannot read the table"),
      (["tables", "--paper", "rde-1", "--rows", "noise"], "do not go with --paper"),
      (["tables", "--format", "csv,json"], "several formats need a folder: --out DIR"),
      (["tables", "--label", "tab x", "--format", "latex"], "--label is of letters, digits and :.-+/"),
      (["tables", "--label", "tab:x"], "--label is LaTeX's: add --format latex"),
      (["tables", "--paper", "all", "--caption", "x"], "are of one table, and there are 8 here"),
      (["plot", "--metric", "r1,loss"], "metric"), (["plot", "--format", "gif"], "format"),
      (["tables", "--format", "word"], "format"), (["tables", "--rows", "speed"], "nothing is called speed"),
      (["tables", "--paper", "rde-1", "--stand-in", "x"], "wants DATASET=ID"),
      (["tables", "--paper", "all", "--format", "all", "--out", "/proc/nowhere"], "cannot be written"),
      (["export", "--only", "metrix"], "no table `metrix` to export; did you mean metrics"),
      (["export", "--out", "/proc/nowhere"], "cannot be written"),
      (["show", "results/empty.h5"], "empty.h5: this is not an HDF5 file"),
      (["show", "results/truncated.h5"], "truncated"), (["show", "results/nothing.h5"], "No such file"),
      (["list", "results", "nowhere"], "nowhere: cannot list the results folder"),
      (["report", "--results", "nowhere"], "nowhere: cannot list the results folder"),
      (["report", "--out", "/proc/nowhere"], "cannot be written"),
      (["report", "--queries", "101"], "--queries is 0 to 100, not 101"),
    ])
  func mistakesGetOneClearLine(arguments: [String], message: String) throws {
    try withResults { folder in
      let reads = ["tables", "export", "report", "plot"].contains(arguments[0]) && !arguments.contains("--results")
      let bench = try BenchProcess(arguments + (reads ? ["--results", "results"] : []), in: folder)
      try bench.process.run()
      let result = try bench.result()
      #expect(result.code != 0)
      #expect(result.errors.contains(message), "\(result.errors)")
      #expect(!result.errors.contains("Fatal error"))
    }
  }

  @Test func aTableForAPaperHasItsOwnCaptionAndLabel() throws {
    let result = try BenchProcess(
      [
        "tables", "--paper", "rde-2", "--show", "published", "--format", "latex", "--caption", "Ours & theirs.",
        "--label", "tab:main",
      ], in: Repository.root
    ).finished()
    #expect(result.code == 0, "\(result.errors)")
    #expect(result.output.contains("\\caption{Ours \\& theirs.}\\label{tab:main}\n"), "\(result.output)")
    let usual = try BenchProcess(
      ["tables", "--paper", "rde-2", "--show", "published", "--format", "latex"], in: Repository.root
    ).finished()
    #expect(usual.output.contains("\\label{tab:rde-2}\n"))
  }

  /// Metrics and formats of figures, and what is said of those that would be single points.
  @Test func figuresOfAnyMetricInAnyFormat() throws {
    try withResults { folder in
      let result = try run(
        "plot", "--results", "results", "--metric", "r1,map", "--format", "pdf,svg", "--out", "figures", in: folder)
      #expect(result.code == 0, "\(result.errors)")
      #expect(result.errors.contains("no figure noise-map: it has one place on its axis"), "\(result.errors)")
      let names = try FileManager.default.contentsOfDirectory(atPath: folder.appending(path: "figures").path)
      #expect(names.contains { $0.hasSuffix("-map.pdf") } && !names.contains { $0.hasSuffix(".png") }, "\(names)")
      #expect(!names.contains { $0.hasPrefix("noise") }, "\(names)")
      for name in names where name.hasSuffix(".pdf") {
        let data = try Data(contentsOf: folder.appending(path: "figures/\(name)"))
        #expect(data.starts(with: Data("%PDF-".utf8)) && data.count > 5_000, "\(name)")
      }
      for name in names where name.hasSuffix(".svg") {
        let svg = try String(contentsOf: folder.appending(path: "figures/\(name)"), encoding: .utf8)
        #expect(svg.contains("prefers-color-scheme: dark") && !svg.contains("<title>Gnuplot"), "\(name)")
      }
    }
  }

  @Test func exportsWhatPythonReads() throws {
    try withResults { folder in
      let result = try run("export", "--results", "results", "--out", "csv", "--losses", in: folder)
      #expect(result.code == 0, "\(result.errors)")
      try Python.run(
        """
        import csv, os, sys
        def read(name, schema='schema1'):
            rows = csv.DictReader(open(os.path.join(sys.argv[1], name), newline='', encoding='utf-8'))
            return [row for row in rows if row['run'].startswith(schema)]
        assert len(os.listdir(sys.argv[1])) == 7, os.listdir(sys.argv[1])
        runs = {r['run']: r for r in read('runs.csv')}
        assert runs['schema1-failed']['outcome'] == 'failed: out of memory'
        assert runs['schema1-finished']['label'] == 'RDE (größer)' and runs['schema1-finished']['stand_in'] == 'True'
        metrics = read('metrics.csv')
        assert len(metrics) == 4
        papers = lambda rows: [[row[name] for name in ('r1', 'r5', 'r10', 'map', 'minp', 'rsum')] for row in rows]
        assert papers(metrics) == papers(read('metrics.csv', 'schema2')) and all(m['ndcg10'] == '' for m in metrics)
        best = [m for m in metrics if m['checkpoint'] == 'best' and m['direction'] == 'text-to-image']
        assert [float(m['r1']) for m in best] == [61.5], best
        assert [(c['epoch'], c['r1'], c['loss_id']) for c in read('curves.csv')] == [('1', '50', ''), ('2', '55', '0.5')]
        losses = read('losses.csv')
        assert [l['loss'] for l in losses if l['head'] == 'tse'] == ['5', '4', '3', '2', '1']
        assert [l['is_clean'] for l in losses][:5] == ['True', 'False', 'False', 'True', 'True']
        assert len(read('queries.csv')) == 6 and read('similarity.csv') == read('sample_selections.csv') == []
        """, folder.appending(path: "csv").path)
      let read = try Python.check(
        "check_reader.py", folder.appending(path: "results").path, folder.appending(path: "csv").path)
      #expect(read.hasSuffix(" runs agree\n"), "\(read)")
      let only = try run("export", "--results", "results", "--out", "one", "--only", "metrics", in: folder)
      #expect(only.output == "one/metrics.csv\n")
      // Losses of each pair are large: on request only.
      let usual = try run("export", "--results", "results", "--out", "usual", in: folder)
      let names = ["runs", "metrics", "curves", "sample_selections", "similarity", "queries"]
      #expect(usual.output == names.map { "usual/\($0).csv\n" }.joined())
      let asked = try run("export", "--results", "results", "--out", "asked", "--only", "losses", in: folder)
      #expect(asked.output == "asked/losses.csv\n")
      let (all, one) = ("csv/losses.csv", "asked/losses.csv")
      #expect(
        try Data(contentsOf: folder.appending(path: all)) == Data(contentsOf: folder.appending(path: one)))
      let renamed = try run("export", "--results", "results", "--out", "one", "--only", "divisions", in: folder)
      #expect(renamed.output == "one/sample_selections.csv\n")
      #expect(renamed.errors.contains("the table divisions is now called sample_selections"))
    }
  }

  @Test func showsAndLists() throws {
    try withResults { folder in
      let list = try run("list", "results", "results", in: folder)
      #expect(list.code == 0)
      #expect(list.errors.split(separator: "\n").count == 3)
      for text in ["schema1-failed.h5", "failed: out of memory", "61.50", "20%"] { #expect(list.output.contains(text)) }
      let show = try run("show", "results/schema1-finished.h5", in: folder)
      for text in ["RDE (größer) on CUHK-PEDES (synthetic stand-in), 20% noise, seed 1", "recipe.batchSize", "61.50"] {
        #expect(show.output.contains(text), "\(show.output)")
      }
      #expect(show.output.contains("Sample selection before epoch"))
      let json = try run("show", "results/schema1-finished.h5", "--json", in: folder)
      try Python.run(
        """
        import json, sys
        run = json.loads(sys.argv[1])
        assert run['spec']['method']['configuration']['margin'] == 0.1 and run['outcome'] == 'finished'
        assert run['best']['text_to_image']['r1'] == 61.5 and [e['loss'] for e in run['epochs']] == [3.75, 3.5]
        assert run['sample_selections'][0] == dict(epoch=1, kept_as_clean=3, pairs=5, precision=2/3, recall=2/3), run['sample_selections']
        """, json.output)
    }
  }

  /// Without the dataset the page is made all the same, and says what is missing.
  @Test func reportsWithoutTheData() throws {
    try withResults { folder in
      let result = try run("report", "--results", "results", "--out", "page", "--data-root", "nowhere", in: folder)
      #expect(result.code == 0, "\(result.errors)")
      let html = try String(contentsOf: folder.appending(path: "page/index.html"), encoding: .utf8)
      for text in ["No pictures: ", "foreign &amp; &lt;b&gt;.h5", "failed: out of memory", "61.50"] {
        #expect(html.contains(text), "\(text)")
      }
      #expect(!html.contains("<b>.h5"))
    }
  }

  /// A sweep's options of storage change what is stored and nothing else, and its report has pictures.
  @Test func reportsASweep() throws {
    try withTemporaryFolder { folder in
      try TinyData.copy(to: folder.appending(path: "data"))
      for (out, options) in [("full", ["--test-every-epoch"]), ("bare", ["--embeddings", "none"])] {
        let bench = try BenchProcess(
          [
            "sweep", "--data-root", "data", "--results", out, "--epochs", "2", "--batch-size", "16", "--methods",
            "rde-tal", "--noise", "50",
          ] + options, in: folder)
        try bench.process.run()
        let result = try bench.result()
        #expect(result.code == 0, "\(result.errors)")
      }
      let files = try ["full", "bare"].map { out in
        try FileManager.default.contentsOfDirectory(atPath: folder.appending(path: out).path)
          .filter { $0.hasSuffix(".h5") }
      }
      #expect(files[0] == files[1], "one identity, whatever is stored")
      try Python.run(
        """
        import h5py, sys
        full, bare = (h5py.File(path) for path in sys.argv[1:])
        assert list(full['epochs/test/epoch']) == [1, 2] and 'test' not in bare['epochs']
        assert full['best/text-to-image'].attrs['map'] == bare['best/text-to-image'].attrs['map']
        assert sorted(full['best/embeddings']) == ['global', 'tse'] and 'embeddings' not in bare['best']
        text, image = (len(full['best/embeddings/global'][side]) for side in ('text', 'image'))
        assert full['test/gallery_files'].asstr()[0].startswith('synth-pedes/') and len(full['test/gallery_files']) == image
        """, folder.appending(path: "full/\(files[0][0])").path, folder.appending(path: "bare/\(files[1][0])").path)
      let report = try run("report", "--results", "full", "--out", "page", "--data-root", "data", in: folder)
      #expect(report.code == 0, "\(report.errors)")
      let page = folder.appending(path: "page")
      let pictures = try FileManager.default.contentsOfDirectory(atPath: page.appending(path: "galleries").path)
      #expect(pictures.count { $0.contains("-query-") } == 4)
      let html = try String(contentsOf: page.appending(path: "index.html"), encoding: .utf8)
      for name in ["curves-test-", "similarity-", "losses-", "sample-selection-"] {
        #expect(html.contains("figures/\(name)"))
      }
      for picture in pictures { #expect(html.contains("galleries/\(picture)")) }
      // A reader's browser shows, sorts and filters it; pandas reads what is exported.
      try Python.check("check_page.py", page.appending(path: "index.html").path)
      let tables = try run("tables", "--results", "full", "--format", "html", "--out", "tables", in: folder)
      #expect(tables.code == 0, "\(tables.errors)")
      try Python.check(
        "check_accessibility.py", page.appending(path: "index.html").path,
        folder.appending(path: "tables/results.html").path)
      #expect(try run("export", "--results", "full", "--out", "csv", "--losses", in: folder).code == 0)
      let (results, csv) = (folder.appending(path: "full").path, folder.appending(path: "csv").path)
      #expect(try Python.check("check_export.py", results, csv) == "1 runs agree\n")
      #expect(try Python.check("check_reader.py", results, csv) == "1 runs agree\n")
    }
  }
}
