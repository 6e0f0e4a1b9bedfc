package import BenchCore
package import Datasets
package import Foundation

/// A checkpoint of any origin as a model that embeds a retrieval split.
package struct CheckpointEvaluation {
  /// How a checkpoint is read and run.
  package typealias Settings = CheckpointEncoder.Settings

  /// What was loaded, resized, missing and ignored, a line each.
  package var report: [String] { encoder.report }
  /// What a reader of the numbers must know, such as an activation that was assumed; part of `report` too.
  package var warnings: [String] { encoder.warnings }
  /// The run that made the weights, without results; `nil` for a checkpoint of another tool.
  package var run: RunRecord? { encoder.run }
  private let contents: DatasetContents
  private let encoder: CheckpointEncoder

  /// Builds the model that a checkpoint holds.
  ///
  /// - Parameter contents: The dataset; its training captions give the vocabulary of a small model that brings none.
  /// - Throws: `CheckpointFailure`, `VocabularyFailure`, and `StudyFailure.vocabulary` where the captions' words do not
  ///   fit the weights.
  package init(file: URL, contents: DatasetContents, settings: Settings = Settings()) throws {
    encoder = try CheckpointEncoder(file: file, contents: contents, settings: settings)
    self.contents = contents
  }

  /// The captions of a split that are cut, being longer than the text encoder takes; `nil` where none is.
  package func cutCaptions(of split: Split) -> CutCaptions? {
    guard let captions = contents.retrievalSet(split)?.queryCaptions else { return nil }
    let cut = CutCaptions([(split, captions)], tokenizer: encoder.tokenizer)
    return cut.count > 0 ? cut : nil
  }

  /// The embeddings of a split, with its captions and image paths.
  ///
  /// - Parameter progress: Called after each batch with the number of captions and images done, and of all.
  /// - Throws: `DatasetFailure.emptySplit`, and failures of images that cannot be decoded.
  package func encode(
    _ split: Split, progress: @escaping (_ done: Int, _ total: Int) -> Void = { _, _ in }
  ) throws -> RetrievalEmbeddings {
    guard let set = contents.retrievalSet(split) else {
      throw DatasetFailure.emptySplit(contents.imageRoot, split: split)
    }
    let total = set.galleryPaths.count + set.queryCaptions.count
    var done = 0
    return try encoder.encode(set) { count in
      done += count
      progress(done, total)
    }
  }
}
