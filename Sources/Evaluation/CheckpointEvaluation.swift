package import BenchCore
package import Checkpoints
package import Datasets
package import Foundation
import Methods
package import Studies
package import Torch
import Training

/// A checkpoint of any origin as a model that embeds a retrieval split.
///
/// A checkpoint of this tool says which method it is. Of others the tensors tell: CLIP's global embedding, and RDE's
/// token selection where there are its heads. What only training needs (classifier, cross-modal encoder) is ignored.
package struct CheckpointEvaluation {
  /// How a checkpoint is read and run; what is computed follows from sizes, reading and precision alone.
  package struct Settings {
    /// CLIP's vocabulary; `nil` for where `make clip-vocab` or a Hugging Face folder have it.
    package var vocabulary: URL?
    /// Another image size than the checkpoint's; position embeddings are resized.
    package var imageSize: ImageSize?
    /// Another number of tokens than the checkpoint has positions for; they are interpolated, or the first are taken.
    package var textLength: Int?
    /// What the file does not say itself.
    package var reading = WeightsReading()
    /// In which number formats to compute; `nil` for those of the run that wrote the checkpoint, and single precision for
    /// checkpoints of other tools.
    package var precision: Precision?
    /// Where to compute.
    package var device = Device.cpu
    /// Decoded images are kept here; `nil` keeps none.
    package var cacheDirectory: URL?
    /// Threads that decode images and prepare batches.
    package var workers = 1

    /// The checkpoint's own image size, on the CPU.
    package init() {}
  }

  /// What was loaded, resized, missing and ignored, a line each.
  package let report: [String]
  /// What a reader of the numbers must know, such as an activation that was assumed; part of `report` too.
  package let warnings: [String]
  /// The run that made the weights, without results; `nil` for a checkpoint of another tool.
  package let run: RunRecord?
  private let contents: DatasetContents
  private let method: any RetrievalMethod
  private let model: ModelSpec
  private let tokenizer: any CaptionTokenizer
  private let settings: Settings

  /// Builds the model that a checkpoint holds.
  ///
  /// - Parameter contents: The dataset; its training captions give the vocabulary of a small model that brings none.
  /// - Throws: `CheckpointFailure`, `VocabularyFailure`, and `StudyFailure.vocabulary` where the captions' words do not
  ///   fit the weights.
  package init(file: URL, contents: DatasetContents, settings: Settings = Settings()) throws {
    if let length = settings.textLength { try RunTokenizer.check(textLength: length) }
    let weights = try StartingWeights(
      file: file, reading: settings.reading, imageSize: settings.imageSize, textLength: settings.textLength)
    let checkpoint = weights.checkpoint
    var context = MethodContext(
      model: weights.model, identityCount: checkpoint.identityCount ?? contents.train.identityCount, seed: 1,
      device: settings.device)
    context.computation.precision = settings.precision ?? checkpoint.runSpec?.setup?.arithmetic.precision ?? .fp32
    if let spec = checkpoint.runSpec {
      let entry = try MethodRegistry.method(spec.method.id)
      // Which pairs were clean matters to training only.
      let truth = OracleMask(isClean: [Bool](repeating: true, count: contents.train.count))
      method = try entry.build(spec.method, in: context, truth: truth)
      run = RunRecord(
        spec: spec, signature: checkpoint.metadata["signature"] ?? "", label: entry.info.title,
        isStandIn: (try? DatasetRegistry.info(named: spec.dataset.id))?.isStandIn == true, outcome: .finished,
        provenance: RunProvenance(
          toolVersion: ToolVersion.current, torchVersion: try TorchLibrary.version, device: settings.device.description,
          startedAt: 0, endedAt: 0, secondsByPhase: [:]))
    } else {
      let selectsTokens = checkpoint.selectsTokens
      method = try RDE.encoder(selectingTokens: selectsTokens, in: context)
      run = nil
    }
    let loaded = try checkpoint.load(into: method.parameters, model: weights.model)
    (report, warnings) = (loaded.lines, loaded.cautions)
    tokenizer = try RunTokenizer.tokenizer(for: weights, contents: contents, vocabulary: settings.vocabulary)
    model = weights.model
    self.contents = contents
    self.settings = settings
  }

  /// The captions of a split that are cut, being longer than the text encoder takes; `nil` where none is.
  package func cutCaptions(of split: Split) -> CutCaptions? {
    guard let captions = contents.retrievalSet(split)?.queryCaptions else { return nil }
    let cut = CutCaptions([(split, captions)], tokenizer: tokenizer)
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
    return try encoded(set, tokenizer) { count in
      done += count
      progress(done, total)
    }
  }

  private func encoded(
    _ set: RetrievalSet, _ tokenizer: some CaptionTokenizer, progress: @escaping (Int) -> Void
  ) throws -> RetrievalEmbeddings {
    try SplitEncoder(
      model: model, tokenizer: tokenizer, device: settings.device, cacheDirectory: settings.cacheDirectory,
      workers: settings.workers
    ).encode(set, with: method, progress: progress)
  }
}
