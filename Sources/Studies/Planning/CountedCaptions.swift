import BenchCore
import Datasets
import Synchronization

/// Remembers in which datasets captions were counted, so that the studies of a suite count them once.
final class CountedCaptions: Sendable {
  private struct Key: Hashable {
    var annotationChecksum: String
    var contextLength: Int
    var vocabularySize: Int
  }

  private let known = Mutex<Set<Key>>([])

  /// The captions that a tokenizer cuts; `nil` where they were counted before.
  func captions(of contents: DatasetContents, cutBy tokenizer: any CaptionTokenizer) -> CutCaptions? {
    let key = Key(
      annotationChecksum: contents.annotationChecksum, contextLength: tokenizer.contextLength,
      vocabularySize: tokenizer.vocabularySize)
    guard known.withLock({ $0.insert(key).inserted }) else { return nil }
    return CutCaptions(in: contents, tokenizer: tokenizer)
  }
}
