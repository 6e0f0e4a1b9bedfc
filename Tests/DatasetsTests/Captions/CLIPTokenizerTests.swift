import BenchCore
import Foundation
import TestSupport
import Testing

@testable import Datasets

struct CLIPTokenizerTests {
  @Test func theSpecialTokensAreTheLast() throws {
    let tokenizer = try CLIPTokenizer(vocabulary: OpenCLIP.vocabulary())
    #expect(tokenizer.vocabularySize == 49_408)
    #expect([tokenizer.maskID, tokenizer.startID, tokenizer.endID] == [49_405, 49_406, 49_407])
  }

  /// Random captions of 34 kinds, cleaned by `ftfy` and encoded in Python. `NCBENCH_CAPTIONS=600` draws 20,400.
  @Test func agreesWithThePublishedPipeline() throws {
    let count = ProcessInfo.processInfo.environment["NCBENCH_CAPTIONS"] ?? "60"
    let cases = try PublishedPipeline.cases(countPerKind: count)
    #expect(Set(cases.map(\.kind)).count == 34)
    let tokenizer = try CLIPTokenizer(vocabulary: OpenCLIP.vocabulary())
    for (kind, cases) in Dictionary(grouping: cases, by: \.kind) {
      let differing = cases.filter {
        String(decoding: CaptionCleaning.cleaned($0.caption), as: UTF8.self).unicodeScalars.elementsEqual(
          $0.text.unicodeScalars) == false || tokenizer.encode($0.caption) != $0.ids
      }
      #expect(
        differing.isEmpty,
        "\(kind): \(differing.count) of \(cases.count), \(differing.first?.caption.debugDescription ?? "")")
    }
  }

  /// Names that Python knows, with and without a semicolon.
  @Test func knowsTheEntitiesOfHTML5() throws {
    let script = "import html.entities, json; print(json.dumps(html.entities.html5))"
    let names = try JSONDecoder().decode([String: String].self, from: Data(Python.run(script).utf8))
    #expect(names.count == 2_231)
    for (name, characters) in names {
      let unescaped = HTMLEntities.unescaping(Array("&\(name)".unicodeScalars))
      #expect(unescaped == Array(characters.unicodeScalars), "\(name)")
    }
  }

  @Test func repairEndsSoonWhateverTheCaption() throws {
    let escaped = "&" + String(repeating: "amp;", count: 5_000) + "lt;"
    let kept = CaptionCleaning.cleaned(escaped)
    #expect(kept.count > 19_000 && kept.starts(with: Array("&amp;".utf8)))
    let word = String(repeating: "abcdefghij", count: 500)
    #expect(CaptionCleaning.cleaned(word) == Array(word.utf8))
    #expect(try CLIPTokenizer(vocabulary: OpenCLIP.vocabulary()).tokenized(word).last == 49_407)
  }

  @Test func dropsTheLastMerge() throws {
    let tokenizer = try CLIPTokenizer(vocabulary: OpenCLIP.vocabulary())
    #expect(tokenizer.encode("jekyll").count == 2)
    #expect(tokenizer.encode("jekyll").allSatisfy { $0 < tokenizer.maskID })
  }

  @Test func readsUnpackedVocabulariesToo() throws {
    let packed = try OpenCLIP.vocabulary()
    let tokenizer = try CLIPTokenizer(vocabulary: packed)
    try withTemporaryFolder { folder in
      let unpack = """
        import gzip, sys
        lines = gzip.open(sys.argv[1]).read().decode().split("\\n")
        open(sys.argv[2] + "/vocab.txt", "w").write("\\n".join(lines))
        merges = ["#version: 0.2"] + lines[1:48895]
        open(sys.argv[2] + "/merges.txt", "w").write("\\n".join(merges) + "\\n")
        open(sys.argv[2] + "/windows.txt", "w", newline="\\r\\n").write("\\n".join(merges))
        """
      try Python.run(unpack, packed.path, folder.path)
      for name in ["vocab.txt", "merges.txt", "windows.txt", ""] {
        let other = try CLIPTokenizer(vocabulary: folder.appending(path: name), contextLength: 16)
        #expect(other.vocabularySize == tokenizer.vocabularySize)
        #expect(
          other.encode("A man in khaki shorts, 3/4 length") == tokenizer.encode("A man in khaki shorts, 3/4 length")
        )
        #expect(other.tokenized("a man").count == 16)
      }
    }
  }

  @Test func badVocabulariesAreErrors() throws {
    let packed = try Data(contentsOf: OpenCLIP.vocabulary())
    try withTemporaryFolder { folder in
      func reason(_ data: Data?) throws -> VocabularyFailure.Reason? {
        let file = folder.appending(path: "vocabulary")
        try data?.write(to: file)
        do {
          _ = try CLIPTokenizer(vocabulary: file)
          return nil
        } catch let failure as VocabularyFailure {
          #expect(failure.path == file.path && !failure.description.contains("\n"))
          return failure.reason
        }
      }
      #expect(try reason(nil) == .unreadable("No such file or directory"))
      guard case .unreadable = try reason(packed.prefix(packed.count / 2)) else {
        Issue.record("half a file is read")
        return
      }
      #expect(try reason(Data("#version\na b\n".utf8)) == .wrongMergeCount(1, expected: 48_894))
      #expect(try reason(Data(repeating: 0xFF, count: 100)) == .notText)
      let unknown = Data(("#version\n" + String(repeating: "x y\nq qq\n", count: 30_000)).utf8)
      #expect(try reason(unknown) == .invalidMerge(line: 3))
      let letters = Array("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")
      let pairs = letters.flatMap { left in letters.map { "\(left) \($0)" } }
      let triples = pairs.flatMap { pair in letters.map { "\(pair.filter { $0 != " " }) \($0)" } }
      let other = (["#version"] + pairs + triples).joined(separator: "\n")
      #expect(try reason(Data(other.utf8)) == .otherVocabulary)
    }
  }

  /// Worked out by hand: "low" has priority over "ow", and a merge applies to all its occurrences.
  @Test func mergesByPriority() throws {
    let encoder = try BytePairEncoder(merges: ["l o", "lo w</w>", "o w", "lo lo"])
    #expect(encoder.symbolCount == 516)
    func symbols(_ word: String) -> [Int32] {
      var ids: [Int32] = [7]
      encoder.append(Array(word.utf8)[...], to: &ids)
      return ids
    }
    let (l, o, w) = (Int32(75), Int32(78), Int32(86))
    #expect(symbols("low") == [7, 513])
    #expect(symbols("lows") == [7, 512, w, 82 + 256])
    #expect(symbols("owl") == [7, 514, l + 256])
    #expect(symbols("lolol") == [7, 515, l + 256])
    #expect(symbols("ool") == [7, o, o, l + 256])
    #expect(symbols("") == [7])
    #expect(throws: BytePairEncoder.InvalidMerge.self) { try BytePairEncoder(merges: ["l o", "lo wx"]) }
  }

  @Test(arguments: [
    ("it's <|mask|>x 42% 'Twas", ["it", "'s", "<|mask|>", "x", "4", "2", "%", "'t", "was"]),
    ("!'s naïve—日本 ½", ["!'", "s", "naïve", "—", "日本", "½"]),
    ("<|end|> \u{301}a", ["<|", "end", "|>", "\u{301}", "a"]),
    ("  ", []), ("", []),
  ])
  func splitsWords(text: String, words: [String]) {
    let bytes = CaptionCleaning.cleaned(text)
    #expect(CLIPWords(bytes).map { String(decoding: bytes[$0], as: UTF8.self) } == words)
  }
}

/// OpenAI's vocabulary in the Python package open-clip-torch.
private enum OpenCLIP {
  static func vocabulary() throws -> URL {
    let script = """
      import importlib.util
      print(importlib.util.find_spec("open_clip").submodule_search_locations[0])
      """
    let folder = try Python.run(script).trimmingCharacters(in: .whitespacesAndNewlines)
    return URL(filePath: folder).appending(path: "bpe_simple_vocab_16e6.txt.gz")
  }
}

/// What `ftfy`, `html`, `regex` and byte-pair encoding in Python make of captions.
private enum PublishedPipeline {
  struct Case: Decodable {
    var kind: String
    var caption: String
    var text: String
    var ids: [Int32]
  }

  static func cases(countPerKind: String) throws -> [Case] {
    let script = Repository.root.appending(path: "Tests/DatasetsTests/Fixtures/clip_captions.py")
    return try withTemporaryFolder { folder in
      let output = folder.appending(path: "cases.json")
      try Python.run(
        String(contentsOf: script, encoding: .utf8), OpenCLIP.vocabulary().path, output.path, countPerKind)
      return try JSONDecoder().decode([Case].self, from: Data(contentsOf: output))
    }
  }
}
