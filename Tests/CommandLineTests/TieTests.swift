import Foundation
import TestSupport
import Testing

/// A collapsed model, all of whose images are alike, wherever its numbers are shown.
@Suite struct TieTests {
  @Test func aCollapsedModelsNumbersComeWithTheirRange() throws {
    try withTemporaryFolder { folder in
      try Python.run(
        """
        import h5py, numpy as np, sys
        r = np.random.default_rng(1)
        with h5py.File(sys.argv[1], 'w') as f:
            f['query'], f['gallery'] = r.normal(size=(20, 8)).astype('f4'), np.ones((20, 8), 'f4')
            f['query_identities'], f['gallery_identities'] = np.arange(20), np.arange(20)
        """, folder.appending(path: "flat.h5").path)
      let eval = try BenchProcess.run("eval", "--embeddings", "flat.h5", in: folder)
      #expect(eval.code == 0 && eval.output.contains("50.00§"), "\(eval.output)\(eval.errors)")
      let words = eval.output.split(whereSeparator: \.isWhitespace).joined(separator: " ")
      #expect(words.contains("over all orders: text -> image embedding: R@1 0.00 to 100.00"), "\(eval.output)")
      #expect(eval.errors.contains("warning: the order of equal similarities decides up to 100% of the queries"))
      try FileManager.default.createDirectory(
        at: folder.appending(path: "Results"), withIntermediateDirectories: true)
      let out = ["--out", "Results/flat.h5", "--label", "Flat", "--dataset", "CUHK-PEDES", "--noise", "20", "--json"]
      let json = try BenchProcess(["eval", "--embeddings", "flat.h5"] + out, in: folder).finished()
      let table = try BenchProcess.run("tables", "--format", "json", in: folder)
      let show = try BenchProcess.run("show", "Results/flat.h5", "--json", in: folder)
      #expect(try BenchProcess.run("export", "--only", "metrics", in: folder).code == 0)
      try Python.run(
        """
        import h5py, json, pandas as pd, sys
        eval, table, show = map(json.loads, sys.argv[2:])
        assert eval['scores'][0]['metrics']['r10'] == 50 and eval['scores'][0]['tie_ranges']['r10'] == [0, 100], eval
        # Captions differ: of them no image prefers two alike.
        assert 'tie_ranges' not in eval['scores'][1] and len(eval['warnings']) == 1, eval
        cell, note = table['rows'][0]['cells'][2], table['footnotes'][-1]
        assert cell['value'] == 50 and cell['tie_range'] == [0, 100] and cell['marks'] == [note['symbol']], table
        assert note['keyword'] == 'ties' and 'R@10 0.00 to 100.00' in note['text'], note
        assert table['constants'] == {'direction': 'text-to-image'}, table
        assert show['last']['text_to_image_ties']['r10'] == [0, 100] and len(show['warnings']) == 1, show
        rows = pd.read_csv(sys.argv[1] + '/Reports/csv/metrics.csv')
        assert rows.r10_lowest[0] == 0 and rows.r10_highest[0] == 100 and rows.r10_highest.isna()[1], rows
        stored = h5py.File(sys.argv[1] + '/Results/flat.h5')
        assert dict(stored['last/text-to-image'].attrs)['r10_tied'] == 1 and 'r10_tied' not in stored['last/image-to-text'].attrs
        assert 'more than 1% of the queries (last text-to-image)' in stored.attrs['warnings'][0]
        """, folder.path, json.output, table.output, show.output)
      let shown = try BenchProcess.run("show", "Results/flat.h5", in: folder)
      #expect(shown.output.contains("warning    the order of equal similarities"), "\(shown.output)")
      #expect(shown.output.contains(/highest of all tie orders +100.00 100.00 100.00 100.00/), "\(shown.output)")
      let csv = try BenchProcess.run(
        "tables", "--format", "csv", "--checkpoint", "last", "--direction", "image-to-text",
        "--metric", "r1", "--rows", "method", in: folder)
      #expect(csv.output.contains("\"checkpoint\",\"direction\""), "\(csv.output)")
      #expect(csv.output.contains("\"last\",\"image-to-text\""), "\(csv.output)")
      let title = try BenchProcess.run("tables", "--direction", "image-to-text", in: folder)
      #expect(title.output.contains("Image-to-text retrieval under noisy correspondence"), "\(title.output)")
    }
  }
}
