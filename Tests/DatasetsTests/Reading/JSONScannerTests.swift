import BenchCore
import Foundation
import Testing

@testable import Datasets

struct JSONScannerTests {
  /// Lists of texts as Python's `json.dumps` writes them, with and without `ensure_ascii`, and their code points.
  ///
  /// Made with `json.dumps(x)`, `json.dumps(x, ensure_ascii=False)` and `[[ord(c) for c in s] for s in x]`.
  @Test func readsWhatPythonWrites() throws {
    let escaped =
      #"["caf\u00e9 \u2014 \u201cquoted\u201d", "emoji \ud83d\ude00\ud83d\udc69\u200d\ud83d\udc69", "\"\\/\b\f\n\r\t\u0000\u001f\u007f", "\u65e5\u672c\u8a9e", "", "\ufeff\uffff"]"#
    let plain =
      "[\"caf\u{e9} \u{2014} \u{201c}quoted\u{201d}\", \"emoji \u{1f600}\u{1f469}\u{200d}\u{1f469}\", "
      + #""\"\\/\b\f\n\r\t\u0000\u001f"# + "\u{7f}\", \"\u{65e5}\u{672c}\u{8a9e}\", \"\", \"\u{feff}\u{ffff}\"]"
    let codePoints: [[UInt32]] = [
      [99, 97, 102, 233, 32, 8212, 32, 8220, 113, 117, 111, 116, 101, 100, 8221],
      [101, 109, 111, 106, 105, 32, 128512, 128105, 8205, 128105],
      [34, 92, 47, 8, 12, 10, 13, 9, 0, 31, 127],
      [26085, 26412, 35486], [], [65279, 65535],
    ]
    for text in [escaped, plain] {
      #expect(try texts(text).map { $0.unicodeScalars.map(\.value) } == codePoints)
    }
  }

  /// Cases from JSONTestSuite's `y_` files.
  @Test(arguments: [
    "[]", " [ ] ", "[1]", "[0]", "[-0]", "[1.5]", "[1e5]", "[1E+5]", "[0e-1]", "[-123.25e-2]", "[null,true,false]",
    #"[""]"#, #"["\u0060\u012a\u12AB"]"#, #"["\uD801\udc37"]"#, #"["\/"]"#, #"{"a":{}}"#, #"{"":[]}"#,
    #"{"a":1,"a":2}"#, "\u{feff}[1]", "[\n]", "\"x\"", "7", "true", "[[[[[]]]]]", #"["\u0000"]"#,
    // What Python's `json` reads and writes besides.
    "[NaN, Infinity, -Infinity]", #"["\ud800"]"#, #"["\udc00\ud800"]"#, #"{"\n": ["\ud800\u0041"]}"#,
  ])
  func accepts(text: String) throws {
    try skipAll(Array(text.utf8))
  }

  /// Cases from JSONTestSuite's `n_` files.
  @Test(arguments: [
    "", "[", "]", "[1,]", "[,1]", "[1,,2]", "[1 2]", "[01]", "[1.]", "[.5]", "[-]", "[+1]", "[1e]", "[1e+]", "[0x1]",
    "[Nan]", "[-NaN]", "[Inf]", "[-Inf]", "[+Infinity]", "[tru]", "[nul", "{", "{\"a\"}", "{\"a\":}", "{\"a\":1,}",
    "{a:1}", "{1:1}", "{'a':1}",
    "[\"\\x\"]", "[\"\\u00G0\"]", "[\"\\u00\"]", #"{"\ud800": 1}"#,
    "[\"a\nb\"]", "[\"a\u{0}b\"]", "[\"", "[\"\\", "[\"\\u", "[1]]", "[1] 2", "[1]x", "//\n[1]", "[\u{a0}1]", "[-1x]",
  ])
  func rejects(text: String) {
    #expect(throws: JSONScanner.SyntaxError.self) { try skipAll(Array(text.utf8)) }
  }

  @Test func deepNestingIsAnError() {
    let deep = [UInt8](repeating: UInt8(ascii: "["), count: 1_000_000)
    #expect(throws: JSONScanner.SyntaxError(reason: "nested too deep", offset: JSONScanner.maximumDepth + 1)) {
      try skipAll(deep)
    }
  }

  @Test func errorsNameTheByte() {
    #expect(throws: JSONScanner.SyntaxError(reason: "expected a comma or ]", offset: 9)) {
      try skipAll(Array(#"["caf\n" 3]"#.utf8))
    }
    #expect(throws: JSONScanner.SyntaxError(reason: "the string has no end", offset: 4)) {
      try skipAll(Array(#"[1, "abc]"#.utf8))
    }
  }

  /// Whatever this parser accepts of 12,000 mutated annotation files, Foundation's reads in the same way.
  @Test func mutatedAnnotationsNeverCrash() throws {
    let seedText =
      #"[{"split":"train","captions":["A m\u00e4n \ud83d\ude00.","é\n"],"file_path":"a/1.png","id":1,"x":[1.5e3,null,{"y":true}]},"#
      + #"{"id":2,"captions":["Two"],"file_path":"b.png","split":"test"}]"#
    let vocabulary = Array("[]{},:\"\\u0eE+-.1dntf/a \n".utf8) + [0x00, 0x1F, 0x80, 0xC3, 0xED, 0xF0, 0xFF]
    var accepted = 0
    for trial in 0..<12_000 {
      var generator = SeededGenerator(seed: 7, stream: "json-fuzz", UInt64(trial))
      var bytes = Array(seedText.utf8)
      for _ in 0...generator.index(below: 4) {
        let position = generator.index(below: bytes.count)
        switch generator.index(below: 5) {
        case 0: bytes[position] = generator.element(of: vocabulary)
        case 1: bytes.insert(generator.element(of: vocabulary), at: position)
        case 2: bytes.remove(at: position)
        case 3: bytes.removeLast(generator.index(below: 4))
        default: bytes.insert(contentsOf: bytes[position..<min(bytes.count, position + 9)], at: position)
        }
      }
      if let records = try parsed(bytes) {
        accepted += 1
        #expect(records == foundationRecords(bytes), "\(String(decoding: bytes, as: UTF8.self))")
      }
    }
    #expect(accepted > 500, "mutations that keep the text valid must be among them")
  }

  // MARK: - Parsers

  private func skipAll(_ bytes: [UInt8]) throws {
    try bytes.withUnsafeBufferPointer {
      var scanner = JSONScanner($0)
      try scanner.skip()
      try scanner.end()
    }
  }

  private func texts(_ text: String) throws -> [String] {
    try Array(text.utf8).withUnsafeBufferPointer {
      var scanner = JSONScanner($0)
      var texts: [String] = []
      try scanner.list { texts.append(try $0.string()) }
      try scanner.end()
      return texts
    }
  }

  /// The records; `nil` where the text is refused in one of the ways in which it may be.
  private func parsed(_ bytes: [UInt8]) throws -> [AnnotationRecord]? {
    guard case .annotations(let layout) = DatasetInfo.cuhkPEDES.layout else { return nil }
    return try bytes.withUnsafeBufferPointer { buffer in
      var scanner = JSONScanner(buffer)
      var index: Int?
      do {
        return try layout.records(&scanner, index: &index)
      } catch is JSONScanner.SyntaxError {
        return nil
      } catch is FieldProblem {
        return nil
      }
    }
  }

  private func foundationRecords(_ bytes: [UInt8]) -> [AnnotationRecord]? {
    struct Record: Decodable {
      var split: String
      var id: Int
      var file_path: String
      var captions: [String]
    }
    return try? JSONDecoder().decode([Record].self, from: Data(bytes)).map {
      AnnotationRecord(
        split: Split(rawValue: $0.split) ?? .val,
        identity: $0.id,
        imagePath: $0.file_path,
        captions: $0.captions
      )
    }
  }
}
