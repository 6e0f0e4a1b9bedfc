import BenchCore
import Foundation
import TestSupport
import Testing

@testable import Datasets

struct CLIPTokenizerTests {
  @Test func givesTheGoldenIDs() throws {
    struct Golden: Decodable {
      var caption: String
      var ids: [Int32]
    }
    let data = try Data(contentsOf: Repository.goldens.appending(path: "tokens.json"))
    let goldens = try JSONDecoder().decode([Golden].self, from: data)
    #expect(goldens.count > 70)
    let tokenizer = try CLIPTokenizer(vocabulary: OpenCLIP.vocabulary())
    #expect(tokenizer.vocabularySize == 49_408)
    #expect([tokenizer.maskID, tokenizer.startID, tokenizer.endID] == [49_405, 49_406, 49_407])
    for golden in goldens { #expect(tokenizer.tokenized(golden.caption) == golden.ids, "\(golden.caption)") }
  }

  /// The ids of another implementation, `open_clip`, which cleans with `ftfy` itself.
  @Test func agreesWithOpenCLIP() throws {
    let captions = (0..<3_000).map(Self.caption)
    let expected = try OpenCLIP.encode(captions)
    let tokenizer = try CLIPTokenizer(vocabulary: OpenCLIP.vocabulary())
    try #require(expected.count == captions.count)
    for (caption, ids) in zip(captions, expected) {
      #expect(tokenizer.encode(caption) == ids, "\(caption.debugDescription)")
    }
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
        open(sys.argv[2] + "/merges.txt", "w").write("\\n".join(["#version: 0.2"] + lines[1:48895]) + "\\n")
        """
      try Python.run(unpack, packed.path, folder.path)
      for name in ["vocab.txt", "merges.txt"] {
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

  // MARK: - Random captions

  private static let words = """
    A man with black hair , dressed in a grey and black coat. The woman's wearing t-shirt (XXL) #42 He's 3.14 they're \
    she'd I'll we've isn't; WALKING happily "quoted" 50% a/b x-ray zxqj Qwvbnm
    """.split(separator: " ").map(String.init)
  private static let typography = "’ ‘ “ ” — – … é è ü ñ à £ ½ ° × • ® € ´ · ö ç 😀 👕 日本 ﬁ ＡＢ ① ² Å ß \u{a0} \u{200b}"
    .split(separator: " ").map(String.init)
  private static let markup = """
    &amp; &quot; &#39; &#x27; &lt; &gt; &nbsp; &amp &eacute; &EACUTE; &amp;quot; &rsquo; &#8217; &#150; &#x80; &what; & \
    &notit; &copy &apos; &szlig; <b> \u{1b}[31m \u{7} \u{b}
    """.split(separator: " ").map(String.init)

  /// A caption of plain words, with typography, with mojibake, or with markup.
  private static func caption(number: Int) -> String {
    var generator = SeededGenerator(seed: 11, stream: "captions", UInt64(number))
    let extras = [[], typography, typography, markup][number % 4]
    let parts = (0...generator.index(below: 25)).map { _ in
      var word = generator.element(of: words)
      guard !extras.isEmpty, generator.chance(0.2) else { return word }
      let position = word.index(word.startIndex, offsetBy: generator.index(below: word.count + 1))
      word.insert(contentsOf: generator.element(of: extras), at: position)
      return word
    }
    let caption = parts.joined(separator: generator.chance(0.2) ? "  " : " ")
    return number % 4 == 2 ? garbled(caption) : caption
  }

  /// UTF-8 text read as Windows-1252.
  private static func garbled(_ text: String) -> String {
    String(String.UnicodeScalarView(text.utf8.map { Windows1252.scalar(of: $0) }))
  }
}

/// The tokenizer of `open_clip`, in the Python package open-clip-torch, which ships OpenAI's vocabulary.
private enum OpenCLIP {
  static func vocabulary() throws -> URL {
    let script = """
      import importlib.util
      print(importlib.util.find_spec("open_clip").submodule_search_locations[0])
      """
    let folder = try Python.run(script).trimmingCharacters(in: .whitespacesAndNewlines)
    return URL(filePath: folder).appending(path: "bpe_simple_vocab_16e6.txt.gz")
  }

  /// The ids of captions. Only the tokenizer's file is loaded: the package as a whole needs more than is installed.
  static func encode(_ captions: [String]) throws -> [[Int32]] {
    let script = """
      import importlib.util, json, sys
      folder = importlib.util.find_spec("open_clip").submodule_search_locations[0]
      spec = importlib.util.spec_from_file_location("tokenizer", folder + "/tokenizer.py")
      module = importlib.util.module_from_spec(spec)
      spec.loader.exec_module(module)
      tokenizer = module.SimpleTokenizer()
      json.dump([tokenizer.encode(c) for c in json.load(open(sys.argv[1]))], open(sys.argv[2], "w"))
      """
    return try withTemporaryFolder { folder in
      let input = folder.appending(path: "captions.json")
      let output = folder.appending(path: "ids.json")
      try JSONEncoder().encode(captions).write(to: input)
      try Python.run(script, input.path, output.path)
      return try JSONDecoder().decode([[Int32]].self, from: Data(contentsOf: output))
    }
  }
}
