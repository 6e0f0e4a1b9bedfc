package import BenchCore

/// RDE's text augmentation: changes a share of a caption's tokens before training.
///
/// Of the tokens that are changed, some are masked, some replaced by a random word and the rest deleted; what follows a
/// deleted token moves left. Source: `txt_data_aug` in RDE's `datasets/bases.py`.
package struct CaptionAugmentation: Codable, Sendable, Equatable {
  /// The probability that a token is changed.
  package var changeProbability = 0.2
  /// The share of changed tokens that are masked.
  package var maskShare = 0.6
  /// The share of changed tokens that are replaced by a random id; what is left over is deleted.
  package var replaceShare = 0.2

  /// Creates the augmentation with the reference's probabilities.
  package init() {}

  /// The augmented caption, as long as `ids`, which is `[contextLength]` as from `tokenized(_:)`.
  package func apply(
    ids: [Int32],
    tokenizer: some CaptionTokenizer,
    generator: inout SeededGenerator
  ) -> [Int32] {
    let contentIDs = tokenizer.contentIDs
    var augmented: [Int32] = []
    augmented.reserveCapacity(ids.count)
    for id in ids {
      guard contentIDs.contains(id), generator.chance(changeProbability) else {
        augmented.append(id)
        continue
      }
      let choice = generator.uniform()
      if choice < maskShare {
        augmented.append(tokenizer.maskID)
      } else if choice < maskShare + replaceShare {
        augmented.append(generator.contentID(contentIDs))
      }
    }
    return augmented + repeatElement(0, count: ids.count - augmented.count)
  }
}

extension SeededGenerator {
  /// A uniform id of a non-empty range.
  mutating func contentID(_ range: Range<Int32>) -> Int32 {
    range.lowerBound + Int32(index(below: range.count))
  }
}
