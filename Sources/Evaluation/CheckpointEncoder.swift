package import BenchCore
package import Checkpoints
package import Datasets
package import Foundation
package import Images
import Methods
package import Studies
package import Torch
import Training

/// A checkpoint of any origin as a model that embeds images and captions.
///
/// A checkpoint of this tool says which method it is. Of others the tensors tell: CLIP's global embedding, and RDE's
/// token selection where there are its heads. What only training needs (classifier, cross-modal encoder) is ignored.
package struct CheckpointEncoder {
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
  /// What turns captions into the model's tokens.
  package let tokenizer: any CaptionTokenizer
  let settings: Settings
  private let method: any RetrievalMethod
  private let model: ModelSpec
  private let precision: Precision
  private let methodName: String

  /// Builds the model that a checkpoint holds.
  ///
  /// - Parameter contents: The dataset whose training captions give the vocabulary of a small model that brings none;
  ///   `nil` where there is no dataset.
  /// - Throws: `CheckpointFailure`, `VocabularyFailure`, `StudyFailure.vocabulary` where the captions' words do not
  ///   fit the weights, `StudyFailure.unknownVocabulary` where nothing says which words the tokens are.
  package init(file: URL, contents: DatasetContents? = nil, settings: Settings = Settings()) throws {
    if let length = settings.textLength { try RunTokenizer.check(textLength: length) }
    let weights = try StartingWeights(
      trained: file, reading: settings.reading, imageSize: settings.imageSize, textLength: settings.textLength)
    let checkpoint = weights.checkpoint
    precision = settings.precision ?? checkpoint.runSpec?.setup?.arithmetic.precision ?? .fp32
    var context = MethodContext(
      model: weights.model, identityCount: checkpoint.identityCount ?? contents?.train.identityCount ?? 1, seed: 1,
      device: settings.device)
    context.computation.precision = precision
    if let spec = checkpoint.runSpec {
      let entry = try MethodRegistry.method(spec.method.id)
      // Which pairs were clean matters to training only.
      let truth = OracleMask(isClean: [Bool](repeating: true, count: max(1, contents?.train.count ?? 1)))
      method = try entry.build(spec.method, in: context, truth: truth)
      methodName = spec.method.id
      run = RunRecord(
        spec: spec, signature: checkpoint.metadata["signature"] ?? "", label: entry.info.title,
        isStandIn: (try? DatasetRegistry.info(named: spec.dataset.id))?.isStandIn == true, outcome: .finished,
        provenance: RunProvenance(
          toolVersion: ToolVersion.current, torchVersion: try TorchLibrary.version, device: settings.device.description,
          startedAt: 0, endedAt: 0, secondsByPhase: [:]))
    } else {
      let selectsTokens = checkpoint.selectsTokens
      method = try RDE.encoder(selectingTokens: selectsTokens, in: context)
      methodName = selectsTokens ? "with token selection" : "global"
      run = nil
    }
    let loaded =
      weights.model.family == .clip
      ? try checkpoint.load(into: method.parameters, model: weights.model)
      : try checkpoint.loadByName(into: method.parameters)
    (report, warnings) = (loaded.lines, loaded.cautions)
    tokenizer = try RunTokenizer.tokenizer(for: weights, contents: contents, vocabulary: settings.vocabulary)
    model = weights.model
    self.settings = settings
  }

  /// The size that images are resized to.
  package var imageSize: ImageSize { ImageSize(height: model.imageHeight, width: model.imageWidth) }

  /// Images as the model wants them, kept in memory.
  func images(_ paths: [String]) throws -> ImageStore { try ImageStore(paths: paths, for: model, cacheDirectory: nil) }

  /// A digest of all that an image's embedding depends on beside the image: weights, sizes, number formats, kind of
  /// device, and the code that computes.
  ///
  /// - Parameter code: What tells versions of this tool apart.
  func identity(code: String?) throws -> String {
    struct Description: Encodable {
      var model: ModelSpec
      var method: String
      var precision: Precision
      var device: String
      var torch: String
      var code: String?
    }
    let kind = settings.device.description.prefix { $0 != ":" }
    return try Description(
      model: model, method: methodName, precision: precision, device: String(kind), torch: try TorchLibrary.version,
      code: code ?? ToolVersion.current
    ).canonicalJSON().sha256
  }

  /// The embeddings of a retrieval set, with its captions and image paths.
  ///
  /// - Parameter progress: Called after each batch with its number of images or captions.
  /// - Throws: Failures of images that cannot be decoded and of libtorch.
  func encode(_ set: RetrievalSet, progress: @escaping (_ count: Int) -> Void) throws -> RetrievalEmbeddings {
    func encoded(_ tokenizer: some CaptionTokenizer) throws -> RetrievalEmbeddings {
      try splitEncoder(tokenizer).encode(set, with: method, progress: progress)
    }
    return try encoded(tokenizer)
  }

  /// Each head's embeddings of images of `imageSize`, a row each.
  ///
  /// - Parameter progress: Called after each batch with its number of images.
  /// - Throws: Failures of images that cannot be decoded and of libtorch.
  package func encode(
    images: ImageStore, batchSize: Int, progress: @escaping (_ count: Int) -> Void = { _ in }
  ) throws -> Heads<EmbeddingMatrix> {
    func encoded(_ tokenizer: some CaptionTokenizer) throws -> Heads<EmbeddingMatrix> {
      try splitEncoder(tokenizer).encode(images: images, batchSize: batchSize, with: method, progress: progress)
    }
    return try encoded(tokenizer)
  }

  /// Each head's embeddings of captions, a row each.
  ///
  /// - Throws: Failures of libtorch.
  package func encode(captions: [String]) throws -> Heads<EmbeddingMatrix> {
    func encoded(_ tokenizer: some CaptionTokenizer) throws -> Heads<EmbeddingMatrix> {
      try splitEncoder(tokenizer).encode(captions: captions, with: method)
    }
    return try encoded(tokenizer)
  }

  private func splitEncoder<Tokenizer: CaptionTokenizer>(_ tokenizer: Tokenizer) -> SplitEncoder<Tokenizer> {
    SplitEncoder(
      model: model, tokenizer: tokenizer, device: settings.device, cacheDirectory: settings.cacheDirectory,
      workers: settings.workers)
  }
}
