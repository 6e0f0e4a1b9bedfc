import BenchCore
import Datasets

/// The tokenizer of a cell.
enum CellTokenizer {
  /// Tokens of a padded caption of the embedded model, start and end included.
  static let contextLength = 40

  /// The small vocabulary of a dataset's training captions. Noise moves captions but adds no words.
  static func vocabulary(of contents: DatasetContents) -> WordVocabulary {
    WordVocabulary(captions: contents.train.captions, contextLength: contextLength)
  }
}
