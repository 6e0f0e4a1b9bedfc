package import BenchCore

/// How many captions a tokenizer cuts, so that their ends never reach the text encoder.
package struct CutCaptions: Sendable, Equatable, CustomStringConvertible {
  /// The captions of one split.
  private struct Share: Equatable {
    var split: Split
    var cut: Int
    var total: Int
  }

  /// The most tokens of a caption, start and end included.
  private let contextLength: Int
  private let shares: [Share]

  /// Counts in captions by split.
  package init(_ captions: [(split: Split, captions: [String])], tokenizer: any CaptionTokenizer) {
    contextLength = tokenizer.contextLength
    shares = captions.map { split, captions in
      Share(split: split, cut: captions.count { tokenizer.cuts($0) }, total: captions.count)
    }
  }

  /// Counts in all splits of a dataset.
  package init(in contents: DatasetContents, tokenizer: any CaptionTokenizer) {
    let sets = [Split.val, .test].compactMap { split in
      contents.retrievalSet(split).map { (split: split, captions: $0.queryCaptions) }
    }
    self.init([(split: .train, captions: contents.train.captions)] + sets, tokenizer: tokenizer)
  }

  /// The number of captions that are cut.
  package var count: Int { shares.reduce(0) { $0 + $1.cut } }

  /// Such as `captions of more than 77 tokens are cut: 3 of 68126 train, 1 of 6156 test`.
  package var description: String {
    let parts = shares.filter { $0.cut > 0 }.map { "\($0.cut) of \($0.total) \($0.split.rawValue)" }
    return "captions of more than \(contextLength) tokens are cut: \(parts.joined(separator: ", "))"
  }
}
