import Datasets
import Foundation

/// Ids of captions with OpenAI's vocabulary: `tokens.json`.
enum TokenCheck {
  private struct Golden: Decodable {
    var caption: String
    var ids: [Int32]
  }

  static func check(in context: GoldenContext, _ report: GoldenReport) throws {
    guard let vocabulary = context.vocabulary else {
      return report.fail("ids", "CLIP's vocabulary is needed: run `make clip-vocab`, or give --vocabulary FILE")
    }
    let data = try Data(contentsOf: context.folder.appending(path: "tokens.json"))
    let goldens: [Golden]
    do {
      goldens = try JSONDecoder().decode([Golden].self, from: data)
    } catch is DecodingError {
      throw VerificationFailure.malformed("tokens.json is not a JSON list of {caption, ids}")
    }
    guard let length = goldens.first?.ids.count else { return report.fail("ids", "there are no captions") }
    let tokenizer = try CLIPTokenizer(vocabulary: vocabulary, contextLength: length)
    for golden in goldens {
      let found = tokenizer.tokenized(golden.caption)
      guard let place = zip(found, golden.ids).enumerated().first(where: { $1.0 != $1.1 })?.offset else { continue }
      report.fail(
        "ids of \(golden.caption.prefix(30).debugDescription)",
        "id \(place) is \(found[place]) where \(golden.ids[place]) is expected")
    }
    report.compare(
      "ids of \(goldens.count) captions", goldens.flatMap { tokenizer.tokenized($0.caption) }.map(Double.init),
      with: goldens.flatMap(\.ids).map(Double.init), .exact)
  }
}
