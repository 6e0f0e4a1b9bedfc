package import BenchCore

/// IRRA's masked language modelling: hides some tokens of a caption and keeps what they were.
///
/// Of the selected tokens, some are masked, some replaced by a random word and the rest kept. When none is selected, the
/// first token after the start id is masked. Source: `_build_random_masked_tokens_and_labels` in IRRA's
/// `datasets/bases.py`, which follows BERT.
///
/// The published code masks the caption in place, so its other losses see the masked caption too. Here the caller keeps
/// its own ids and chooses which to use.
package struct CaptionMasking: Codable, Sendable, Equatable {
  /// The probability that a token is to be predicted.
  package var selectProbability = 0.15
  /// The share of selected tokens that are masked.
  package var maskShare = 0.8
  /// The share of selected tokens that are replaced by a random id; what is left over stays as it is.
  package var replaceShare = 0.1

  /// A caption with hidden tokens.
  package struct Masked: Sendable, Equatable {
    /// The ids with the selected tokens hidden, `[contextLength]`.
    package var ids: [Int32]
    /// The id to predict at each selected position and 0, which the loss ignores, elsewhere, `[contextLength]`.
    package var labels: [Int32]
  }

  /// Creates the masking with the reference's probabilities.
  package init() {}

  /// Hides tokens of `ids`, which is `[contextLength]` as from `tokenized(_:)`.
  package func apply(
    ids: [Int32],
    tokenizer: some CaptionTokenizer,
    generator: inout SeededGenerator
  ) -> Masked {
    let contentIDs = tokenizer.contentIDs
    var masked = Masked(ids: ids, labels: Array(repeating: 0, count: ids.count))
    var anySelected = false
    for (position, id) in ids.enumerated() where contentIDs.contains(id) && generator.chance(selectProbability) {
      anySelected = true
      masked.labels[position] = id
      let choice = generator.uniform()
      if choice < maskShare {
        masked.ids[position] = tokenizer.maskID
      } else if choice < maskShare + replaceShare {
        masked.ids[position] = generator.contentID(contentIDs)
      }
    }
    if !anySelected, ids.count > 1 {
      masked.labels[1] = ids[1]
      masked.ids[1] = tokenizer.maskID
    }
    return masked
  }
}
