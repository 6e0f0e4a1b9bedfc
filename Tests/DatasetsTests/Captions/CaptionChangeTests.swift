import BenchCore
import Datasets
import Testing

/// `CaptionAugmentation` and `CaptionMasking` against the rules of `txt_data_aug` (RDE) and
/// `_build_random_masked_tokens_and_labels` (IRRA).
struct CaptionChangeTests {
  /// A vocabulary with CLIP's ids, where mask, start and end are 49405 to 49407.
  private struct CLIPNumbers: CaptionTokenizer {
    let contextLength = 77
    let vocabularySize = 49_408
    let maskID: Int32 = 49_405
    let startID: Int32 = 49_406
    let endID: Int32 = 49_407
    func encode(_ caption: String) -> [Int32] { caption.unicodeScalars.map { Int32($0.value) } }
  }

  private let tokenizer = CLIPNumbers()
  /// 75 different ids, from 1000.
  private var longCaption: [Int32] { [49_406] + Array(1_000..<1_075) + [49_407] }

  @Test func augmentationKeepsLengthOrderAndSpecialIDs() {
    var counts = (masked: 0, replaced: 0, deleted: 0, total: 0)
    for trial in 0..<2_000 {
      var generator = SeededGenerator(seed: 3, stream: "text", UInt64(trial))
      let ids = CaptionAugmentation().apply(ids: longCaption, tokenizer: tokenizer, generator: &generator)
      #expect(ids.count == 77)
      let end = ids.firstIndex(of: 49_407) ?? 0
      #expect(ids[0] == 49_406)
      #expect(ids[(end + 1)...].allSatisfy { $0 == 0 }, "what is deleted becomes padding")
      let content = ids[1..<end]
      #expect(content.allSatisfy { (1...49_405).contains($0) })
      let kept = content.filter { (1_000..<1_075).contains($0) }
      counts.masked += content.count { $0 == 49_405 }
      counts.replaced += content.count - kept.count - content.count { $0 == 49_405 }
      counts.deleted += 75 - content.count
      counts.total += 75
    }
    // 20% of 150,000 tokens change, of these 60% are masked; four standard errors are about 0.4% of all.
    func share(_ count: Int) -> Double { Double(count) / Double(counts.total) }
    #expect(abs(share(counts.masked) - 0.12) < 0.004)
    #expect(abs(share(counts.replaced) - 0.04) < 0.004)
    #expect(abs(share(counts.deleted) - 0.04) < 0.004)
  }

  @Test func augmentationWithExtremeProbabilities() {
    var generator = SeededGenerator(seed: 1, stream: "text")
    var augmentation = CaptionAugmentation()
    augmentation.changeProbability = 0
    #expect(augmentation.apply(ids: longCaption, tokenizer: tokenizer, generator: &generator) == longCaption)
    augmentation.changeProbability = 1
    augmentation.maskShare = 0
    augmentation.replaceShare = 0
    let allDeleted = augmentation.apply(
      ids: [49_406, 5, 49_405, 6, 49_407, 0],
      tokenizer: tokenizer,
      generator: &generator
    )
    #expect(allDeleted == [49_406, 49_405, 49_407, 0, 0, 0], "the mask id itself is never changed")
  }

  @Test func maskingKeepsWhatItHides() {
    var counts = (masked: 0, replaced: 0, kept: 0, total: 0)
    for trial in 0..<2_000 {
      var generator = SeededGenerator(seed: 3, stream: "mask", UInt64(trial))
      let masked = CaptionMasking().apply(ids: longCaption, tokenizer: tokenizer, generator: &generator)
      #expect(masked.ids.count == 77 && masked.labels.count == 77)
      #expect(masked.labels.contains { $0 != 0 })
      for (position, original) in longCaption.enumerated() {
        let (id, label) = (masked.ids[position], masked.labels[position])
        #expect(label == 0 ? id == original : label == original)
        guard label != 0 else { continue }
        #expect(position != 0 && position != 76)
        if id == 49_405 { counts.masked += 1 } else if id == original { counts.kept += 1 } else { counts.replaced += 1 }
      }
      counts.total += 75
    }
    func share(_ count: Int) -> Double { Double(count) / Double(counts.total) }
    #expect(abs(share(counts.masked) - 0.12) < 0.004)
    #expect(abs(share(counts.replaced) - 0.015) < 0.002)
    #expect(abs(share(counts.kept) - 0.015) < 0.002)
  }

  @Test func maskingHidesAtLeastOneToken() {
    var masking = CaptionMasking()
    masking.selectProbability = 0
    var generator = SeededGenerator(seed: 1, stream: "mask")
    let masked = masking.apply(ids: [49_406, 5, 6, 49_407, 0], tokenizer: tokenizer, generator: &generator)
    #expect(masked.ids == [49_406, 49_405, 6, 49_407, 0])
    #expect(masked.labels == [0, 5, 0, 0, 0])
  }

  @Test func replacementsCoverTheWholeRange() {
    let words = WordVocabulary(captions: ["a b c"], contextLength: 5)
    var augmentation = CaptionAugmentation()
    augmentation.changeProbability = 1
    augmentation.maskShare = 0
    augmentation.replaceShare = 1
    var generator = SeededGenerator(seed: 1, stream: "text")
    let seen = Set(
      (0..<200).map { _ in
        augmentation.apply(ids: words.tokenized("a"), tokenizer: words, generator: &generator)[1]
      }
    )
    #expect(seen == [1, 2, 3, 4], "words and the unknown word, but no special id")
  }
}
