import DataTestSupport
import Foundation
import TestSupport
import Testing

/// `bench search` as a person runs it.
@Suite struct SearchCommandTests {
  /// A folder with the tiny dataset in `data`.
  private func withTinyData(_ body: (URL) throws -> Void) throws {
    try withTemporaryFolder { folder in
      try TinyData.copy(to: folder.appending(path: "data"))
      try body(folder)
    }
  }

  private func search(_ arguments: String..., in folder: URL) throws -> BenchProcess.Result {
    try BenchProcess(["search"] + arguments + ["--device", "cpu"], in: folder).finished()
  }

  /// NumPy ranks the embeddings that `bench eval` stores of the same weights.
  @Test func ranksLikeTheEvaluation() throws {
    try withTinyData { folder in
      try Python.run(
        """
        import json, os, pathlib, shutil, sys
        os.chdir(sys.argv[1])
        root = pathlib.Path('data/synth-pedes')
        annotations, = [path for path in root.glob('*.json') if path.name != 'synth.json']
        records = [record for record in json.load(open(annotations)) if record['split'] == 'test']
        os.mkdir('gallery')
        for place, record in enumerate(records):
            shutil.copy(root / 'imgs' / record['file_path'], f'gallery/{place:03}.png')
        open('queries.txt', 'w').write('\\n'.join(['', records[1]['captions'][0], '  ' + records[2]['captions'][0]]) + '\\n')
        open('query.txt', 'w').write(records[0]['captions'][0])
        json.dump([sum(len(r['captions']) for r in records[:i]) for i in range(3)], open('places.json', 'w'))
        """, folder.path)
      let caption = try String(contentsOf: folder.appending(path: "query.txt"), encoding: .utf8)
      let found = try search(
        caption, "--queries", "queries.txt", "--weights", "embedded", "--gallery", "gallery", "--top", "7", "--page",
        "found.html", "--json", in: folder)
      #expect(found.code == 0 && found.errors.contains("encoded now"), "\(found.errors)")
      try Data(found.output.utf8).write(to: folder.appending(path: "found.json"))
      let again = try search(
        caption, "--queries", "queries.txt", "--weights", "embedded", "--gallery", "gallery", "--top", "7", "--json",
        in: folder)
      #expect(again.output == found.output && again.errors.contains("all known from before"), "\(again.errors)")
      let weights = try #require(
        try FileManager.default.contentsOfDirectory(atPath: folder.appending(path: ".cache/weights").path).first)
      let evaluated = try BenchProcess.run(
        "eval", "--checkpoint", ".cache/weights/\(weights)", "--dataset", "synth-pedes", "--data-root", "data", "--out",
        "eval.h5", "--label", "Embedded", "--device", "cpu", in: folder)
      #expect(evaluated.code == 0, "\(evaluated.errors)")
      try Python.run(
        """
        import base64, h5py, io, json, numpy as np, os, re, sys
        from PIL import Image
        os.chdir(sys.argv[1])
        file = h5py.File('eval.h5')
        heads = (file['best'] if 'best' in file else file['last'])['embeddings']
        assert len(heads) == 2
        unit = lambda x: x / np.linalg.norm(x, axis=1, keepdims=True)
        scores = np.mean([unit(h['text'][()]) @ unit(h['image'][()]).T for h in heads.values()], axis=0)
        found = json.load(open('found.json'))
        assert found['images'] == scores.shape[1] and found['heads'] == ['global', 'tse'] and found['skipped'] == []
        assert len(found['queries']) == 3
        for place, query in zip(json.load(open('places.json')), found['queries']):
            order = np.argsort(-scores[place], kind='stable')[:7]
            assert [e['rank'] for e in query['found']] == list(range(1, 8))
            assert np.allclose([e['similarity'] for e in query['found']], scores[place][order], atol=1e-5)
            names = [int(e['file'].removeprefix('gallery/').removesuffix('.png')) for e in query['found']]
            assert np.allclose(scores[place][names], scores[place][order], atol=1e-5), (names, order)
        # The page holds its pictures, as another decoder sees them.
        page = open('found.html', encoding='utf-8').read()
        pictures = re.findall(r'<img src="data:image/png;base64,([^"]+)" width="(\\d+)" height="(\\d+)" alt="([^"]+)"', page)
        assert len(pictures) == 21 == page.count('<img'), len(pictures)
        for data, width, height, alt in pictures:
            picture = Image.open(io.BytesIO(base64.b64decode(data)))
            picture.load()
            assert picture.size == (int(width), int(height)) and alt.startswith('Rank ')
        assert not re.search(r'(src|href)="(?!data:)', page)
        """, folder.path)
    }
  }

  @Test func printsForPeopleAndForPrograms() throws {
    try withTinyData { folder in
      let first = "a <b>woman</b> in a zorgle coat"
      let query = first + String(repeating: " and red shoes", count: 20)
      let gallery = folder.appending(path: "data").path
      let text = try search(
        query, "--weights", "embedded", "--gallery", "data", "--top", "3", "--no-cache", "--page", "p.html", in: folder)
      #expect(text.code == 0, "\(text.errors)")
      let lines = text.output.split(separator: "\n")
      #expect(lines.first == Substring(query) && lines.count == 4, "\(text.output)")
      #expect(lines.dropFirst().allSatisfy { $0.contains(/^  [123]   0\.\d{4}  data\/\S+\.png$/) }, "\(text.output)")
      #expect(text.errors.contains("these weights do not know: ") && text.errors.contains("zorgle"), "\(text.errors)")
      #expect(text.errors.contains("cut: it has ") && text.errors.contains("these weights read 40"), "\(text.errors)")
      #expect(!FileManager.default.fileExists(atPath: folder.appending(path: ".cache/search").path))
      let page = try String(contentsOf: folder.appending(path: "p.html"), encoding: .utf8)
      #expect(page.contains("&lt;b&gt;woman") && !page.contains("<b>woman"))
      let csv = try search(
        "a man", "a woman", "--weights", "embedded", "--gallery", gallery, "--top", "2", "--format", "csv", in: folder)
      let rows = csv.output.split(separator: "\n")
      #expect(rows.first == #""Query","Rank","Similarity","File""# && rows.count == 5, "\(csv.output)\(csv.errors)")
    }
  }

  @Test(
    arguments: [
      (["a man", "--weights", "embedded", "--gallery", "nowhere"], 1, "nowhere: the folder of images does not exist"),
      (["a man", "--weights", "embedded", "--gallery", "text.pth"], 1, "text.pth: this is a file"),
      (["a man", "--weights", "embedded", "--gallery", "empty"], 1, "empty: no image is in this folder"),
      (["a man", "--weights", "text.pth", "--gallery", "data"], 1, "text.pth"),
      (["a man", "--weights", "nothing.pth", "--gallery", "data"], 1, "nothing.pth"),
      (["a man", "--weights", "rde.pth", "--gallery", "data"], 1, "which words the 120 tokens of these weights are"),
      (["a man", " ", "--weights", "embedded", "--gallery", "data"], 1, "query 2 has no words"),
      (["--queries", "empty.txt", "--weights", "embedded", "--gallery", "data"], 1, "empty.txt"),
      (["--queries", "no.txt", "--weights", "embedded", "--gallery", "data"], 1, "no.txt: cannot be read"),
      (["--weights", "embedded", "--gallery", "data"], 64, "nothing to search for"),
      (["a man", "--weights", "embedded", "--gallery", "data", "--top", "0"], 64, "--top is 1 to 100000"),
      (["a man", "--weights", "embedded", "--gallery", "data", "--page", "no/p.html"], 1, "no"),
      // Before weights are read, which are none.
      (["a man", "--weights", "text.pth", "--gallery", "data", "--page", "data"], 1, "written: Is a directory"),
    ])
  func mistakesGetOneClearLine(arguments: [String], code: Int32, message: String) throws {
    try withTinyData { folder in
      try Data("these are no weights".utf8).write(to: folder.appending(path: "text.pth"))
      try Data("\n \n".utf8).write(to: folder.appending(path: "empty.txt"))
      try FileManager.default.createDirectory(
        at: folder.appending(path: "empty/below"), withIntermediateDirectories: true)
      try FileManager.default.createSymbolicLink(
        at: folder.appending(path: "rde.pth"),
        withDestinationURL: Repository.goldens.appending(path: "rde_tiny_best.pth"))
      let result = try BenchProcess(["search"] + arguments, in: folder).finished()
      #expect(result.code == code, "\(result.code): \(result.errors)")
      #expect(result.errors.contains(message), "\(result.errors)")
      #expect(!result.errors.contains("Fatal error") && result.output.isEmpty)
    }
  }
}
