package import BenchCore
import Foundation
import Reports

/// Listed pairs for a person's eyes or a program's.
package struct PairDocument {
  private let listing: PairListing
  private let record: RunRecord
  private let file: String
  /// Why there are no files and captions; `nil` where there are.
  private let note: String?
  private let name: (String) -> String

  /// - Parameters:
  ///   - note: Why there are no files and captions.
  ///   - name: The name of an image to show for its path.
  package init(
    _ listing: PairListing, of record: RunRecord, in file: String, note: String? = nil,
    name: @escaping (String) -> String = { $0 }
  ) {
    (self.listing, self.record, self.file, self.note, self.name) = (listing, record, file, note, name)
  }

  // MARK: - Text

  /// The pairs up to a limit, each on some lines, then what was called and what is, ending in a newline.
  package func text(limit: Int) -> String {
    let heading =
      "\(record.label) on \(record.spec.dataset.id), \((record.spec.noise.rate * 100).formatted())% noise, seed "
      + "\(record.spec.seed): pairs before epoch \(listing.epoch)"
    let left = listing.pairs.count - limit
    let more = left > 0 ? ["... and \(left) more (--limit, --csv)"] : []
    return ([heading] + listing.pairs.prefix(max(0, limit)).map(text(of:)) + more + summary)
      .map { "\($0)\n" }.joined()
  }

  private func text(of pair: PairListing.Pair) -> String {
    let treated = pair.isTreatedAsClean ? "clean" : "noisy"
    let called = pair.called == .disputed ? "disputed (trained as \(treated))" : "called \(pair.called.rawValue)"
    var lines = ["pair \(pair.index): \(called), is \(pair.truth.rawValue)"]
    if let texts = pair.texts {
      lines[0] += "; identity \(texts.identity), \(name(texts.imagePath))"
      lines.append("  caption  \(texts.noisyCaption)\(origin(of: pair))")
      if !pair.isClean { lines.append("  its own  \(texts.cleanCaption)") }
    } else if pair.source != pair.index {
      lines[0] += "; its caption is that of pair \(pair.source)"
    }
    let opinions = listing.heads.indices.map { head in
      var words = ["\(listing.heads[head]) loss \(Self.number(pair.losses[head]))"]
      if !pair.cleanProbabilities.isEmpty { words.append("clean with \(Self.number(pair.cleanProbabilities[head]))") }
      if !pair.takenAsClean.isEmpty { words.append("says \(pair.takenAsClean[head] ? "clean" : "noisy")") }
      return words.joined(separator: ", ")
    }
    if !opinions.isEmpty { lines.append("  " + opinions.joined(separator: "; ")) }
    return lines.joined(separator: "\n")
  }

  private func origin(of pair: PairListing.Pair) -> String {
    guard pair.source != pair.index, let texts = pair.texts else { return "" }
    return "  (from pair \(pair.source), identity \(texts.sourceIdentity))"
  }

  private var summary: [String] {
    let all = listing.summary
    let line =
      "Of \(all.pairs) pairs \(all.noisy) are noisy. Called noisy: \(all.calledNoisy), of which "
      + "\(all.calledNoisyAreNoisy) are (precision \(Self.percent(all.precision)), recall \(Self.percent(all.recall))). "
      + "Called clean: \(all.calledClean), of which \(all.calledCleanAreNoisy) are noisy. "
      + "Disputed: \(all.disputed), of which \(all.disputedAreNoisy) are noisy."
    return [line] + (note.map { [$0] } ?? [])
  }

  private static func number(_ value: Float) -> String { String(format: "%.4f", value) }
  private static func percent(_ share: Double?) -> String { share.map { String(format: "%.2f%%", 100 * $0) } ?? "-" }

  // MARK: - CSV

  /// A header, then a line for each pair; numbers with all their digits.
  package func csv(limit: Int? = nil) -> String {
    let heads = listing.heads
    let header =
      ["pair", "file", "identity", "caption", "caption_pair", "caption_identity", "own_caption"]
      + heads.map { "loss_\($0)" } + heads.map { "p_clean_\($0)" } + heads.map { "taken_as_clean_\($0)" }
      + ["called", "treated_as_clean", "is_clean"]
    let lines = listing.pairs.prefix(limit ?? .max).map { pair in
      let texts = pair.texts
      var fields: [TidyField] = [
        .integer(pair.index), Self.text(texts.map { name($0.imagePath) }), TidyField(texts?.identity),
        Self.text(texts?.noisyCaption), .integer(pair.source), TidyField(texts?.sourceIdentity),
        Self.text(texts?.cleanCaption),
      ]
      fields += pair.losses.map { Self.shortest($0) }
      fields += heads.indices.map {
        pair.cleanProbabilities.isEmpty ? .missing : Self.shortest(pair.cleanProbabilities[$0])
      }
      fields += heads.indices.map { pair.takenAsClean.isEmpty ? .missing : .truth(pair.takenAsClean[$0]) }
      return TidyField.line(
        fields + [.text(pair.called.rawValue), .truth(pair.isTreatedAsClean), .truth(pair.isClean)])
    }
    return TidyField.line(header.map { .text($0) }) + lines.joined()
  }

  private static func text(_ text: String?) -> TidyField { text.map { .text($0) } ?? .missing }

  /// The shortest decimal number that is this one of single precision.
  private static func shortest(_ value: Float) -> TidyField { TidyField(Double("\(value)") ?? Double(value)) }

  // MARK: - JSON

  /// One object with the pairs and the summary, ending in a newline.
  ///
  /// - Throws: `EncodingError`.
  package func json(limit: Int? = nil) throws -> String {
    try Document(
      file: file, label: record.label, dataset: record.spec.dataset.id, epoch: listing.epoch, heads: listing.heads,
      note: note, summary: listing.summary, precision: listing.summary.precision, recall: listing.summary.recall,
      pairs: listing.pairs.prefix(limit ?? .max).map { Document.Pair($0, heads: listing.heads, name: name) }
    ).reportJSON() + "\n"
  }

  private struct Document: Encodable {
    var file: String
    var label: String
    var dataset: String
    var epoch: Int
    var heads: [String]
    var note: String?
    var summary: PairSummary
    var precision: Double?
    var recall: Double?
    var pairs: [Pair]

    struct Pair: Encodable {
      var pair: Int
      var file: String?
      var identity: Int?
      var caption: String?
      var captionPair: Int
      var captionIdentity: Int?
      var ownCaption: String?
      var losses: [String: Float]
      var cleanProbabilities: [String: Float]?
      var takenAsClean: [String: Bool]?
      var called: String
      var isTreatedAsClean: Bool
      var isClean: Bool

      init(_ pair: PairListing.Pair, heads: [String], name: (String) -> String) {
        let texts = pair.texts
        self.pair = pair.index
        file = texts.map { name($0.imagePath) }
        (identity, caption, ownCaption) = (texts?.identity, texts?.noisyCaption, texts?.cleanCaption)
        (captionPair, captionIdentity) = (pair.source, texts?.sourceIdentity)
        func named<Value>(_ values: [Value]) -> [String: Value] {
          Dictionary(zip(heads, values), uniquingKeysWith: { $1 })
        }
        losses = named(pair.losses)
        cleanProbabilities = pair.cleanProbabilities.isEmpty ? nil : named(pair.cleanProbabilities)
        takenAsClean = pair.takenAsClean.isEmpty ? nil : named(pair.takenAsClean)
        (called, isTreatedAsClean, isClean) = (pair.called.rawValue, pair.isTreatedAsClean, pair.isClean)
      }
    }
  }
}
