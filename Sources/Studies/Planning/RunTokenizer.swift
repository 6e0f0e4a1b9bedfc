package import BenchCore
package import Datasets
package import Foundation
import SynthPedes

/// The tokenizer of a run.
package enum RunTokenizer {
  /// Tokens of a padded caption of the embedded model, start and end included.
  package static let contextLength = 40

  /// Refuses a number of tokens that no caption fits into, or no memory.
  ///
  /// - Throws: `StudyFailure.outOfRange`.
  package static func check(textLength: Int) throws {
    guard (3...4096).contains(textLength) else {
      throw StudyFailure.outOfRange("--text-length", value: "\(textLength)", requirement: "3 to 4096")
    }
  }

  /// Whether a model has CLIP's vocabulary.
  static func isCLIP(_ model: ModelSpec) -> Bool { model.vocabularySize == ModelSpec.paper.vocabularySize }

  /// The small vocabulary of a dataset's training captions, or of the grammar that wrote them. Noise moves captions but
  /// adds no words.
  package static func vocabulary(of contents: DatasetContents, contextLength: Int = contextLength) -> WordVocabulary {
    let isRendered = (try? DatasetRegistry.info(named: contents.id))?.isStandIn == true
    return WordVocabulary(
      captions: isRendered ? SynthPedesSet.grammar : contents.train.captions, contextLength: contextLength)
  }

  /// SSAN's words: those of the training captions, as the annotations split them where they do.
  package static func frequentWords(of contents: DatasetContents, contextLength: Int) -> FrequentWords {
    FrequentWords(
      captions: contents.train.captions, annotated: contents.captionWords, contextLength: contextLength)
  }

  /// The tokenizer of a model that starts at random.
  package static func tokenizer(of model: ModelSpec, contents: DatasetContents) -> any CaptionTokenizer {
    switch model.family {
    case .clip, .ivt: vocabulary(of: contents, contextLength: model.contextLength)
    case .ssan: frequentWords(of: contents, contextLength: model.contextLength)
    }
  }

  /// The tokenizer of a model that starts from weights: CLIP's, the words a checkpoint brings, or those of the captions.
  ///
  /// CLIP's merges are pinned by their checksum, so a run's specification need not name a file: a vocabulary is CLIP's,
  /// or it is refused.
  ///
  /// - Parameter contents: The dataset; `nil` where there is none, so that small weights must bring their words.
  /// - Throws: `VocabularyFailure`, `StudyFailure.vocabulary` where the captions' words do not fit the weights, or
  ///   `StudyFailure.unknownVocabulary`.
  package static func tokenizer(
    for weights: StartingWeights, contents: DatasetContents?, vocabulary: URL?
  ) throws -> any CaptionTokenizer {
    let model = weights.model
    if model.family == .ssan {
      // An image network knows no words; a checkpoint of this tool brings its own.
      if let words = weights.frequentWords {
        return words.padding(to: model.contextLength, annotated: contents?.captionWords ?? [:])
      }
      guard let contents else {
        throw StudyFailure.unknownVocabulary(file: weights.checkpoint.location.path, found: model.vocabularySize)
      }
      return frequentWords(of: contents, contextLength: model.contextLength)
    }
    if model.family == .ivt, model.vocabularySize == ModelSpec.ivt().vocabularySize {
      // BERT's words are beside its weights, but for a single file.
      let folder = weights.checkpoint.location.deletingLastPathComponent()
      let isThere = FileManager.default.fileExists(atPath: folder.appending(path: "vocab.txt").path)
      let file = isThere ? folder : vocabulary ?? folder
      guard try WordPieceTokenizer.checksum(of: file) == WordPieceTokenizer.publishedChecksum else {
        throw StudyFailure.otherVocabulary(file: file.path, family: .ivt)
      }
      return try WordPieceTokenizer(vocabulary: file, contextLength: model.contextLength)
    }
    if isCLIP(model) {
      let file = vocabulary ?? defaultVocabulary(for: weights)
      let checksum = try CLIPTokenizer.mergesChecksum(of: file)
      guard checksum == CLIPTokenizer.publishedMergesChecksum else {
        throw StudyFailure.otherVocabulary(file: file.path)
      }
      return try CLIPTokenizer(vocabulary: file, contextLength: model.contextLength)
    }
    let words =
      weights.words?.padding(to: model.contextLength)
      ?? contents.map { Self.vocabulary(of: $0, contextLength: model.contextLength) }
    guard let words else {
      throw StudyFailure.unknownVocabulary(
        file: weights.checkpoint.location.path, found: model.vocabularySize)
    }
    guard words.vocabularySize == model.vocabularySize else {
      throw StudyFailure.vocabulary(
        file: weights.checkpoint.location.path, found: model.vocabularySize, expected: words.vocabularySize)
    }
    return words
  }

  /// Where `make clip-vocab` leaves CLIP's vocabulary, unless the cache folder is another.
  package static var defaultVocabulary: URL { URL(filePath: CacheFolder.path("clip/bpe_simple_vocab_16e6.txt.gz")) }

  /// `merges.txt` of a Hugging Face folder, else the file that `make clip-vocab` leaves.
  private static func defaultVocabulary(for weights: StartingWeights) -> URL {
    let merges = weights.checkpoint.location.appending(path: "merges.txt")
    let file = defaultVocabulary
    return FileManager.default.fileExists(atPath: file.path) || !FileManager.default.fileExists(atPath: merges.path)
      ? file : merges
  }
}
