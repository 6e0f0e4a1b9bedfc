import BenchCore
import Checkpoints
import DataTestSupport
import Datasets
import Evaluation
import Foundation
import Methods
import Metrics
import Models
import Studies
import StudyTestSupport
import Testing
import Torch
import Training

/// One pass over a split gives what the training loop's evaluation gives.
@Suite struct SplitEncoderTests {
  /// A method that counts how often it is asked.
  private final class Counting: RetrievalMethod {
    let method: any RetrievalMethod
    private(set) var images = 0
    private(set) var captions = 0

    init(_ method: any RetrievalMethod) { self.method = method }

    var parameters: ParameterStore { method.parameters }

    func losses(of batch: TrainingBatch) throws -> [LossTerm] { try method.losses(of: batch) }

    func embed(images: Tensor) throws -> [HeadEmbedding] {
      self.images += try images.size(0)
      return try method.embed(images: images)
    }

    func embed(captions: Tensor) throws -> [HeadEmbedding] {
      self.captions += try captions.size(0)
      return try method.embed(captions: captions)
    }
  }

  @Test func encodesEachImageAndCaptionOnceForAllHeads() throws {
    let run = try #require(try TinyStudy.runs { $0.methods = ["rde-tal"] }.first)
    let contents = try DatasetRegistry.info(named: DatasetInfo.synthPEDES.id).read(dataRoot: TinyData.root)
    let model = try #require(run.spec.setup?.model)
    let tokenizer = WordVocabulary(captions: contents.train.captions, contextLength: model.contextLength)
    let method = Counting(
      try MethodRegistry.method("rde-tal").build(
        run.spec.method,
        in: MethodContext(model: model, identityCount: contents.train.identityCount, seed: 1)))
    let encoder = SplitEncoder(model: model, tokenizer: tokenizer, workers: 2)
    let embeddings = try encoder.encode(contents.test, with: method)
    #expect(method.images == contents.test.galleryPaths.count)
    #expect(method.captions == contents.test.queryCaptions.count)
    #expect(embeddings.heads.map(\.name) == ["global", "tse"])
    #expect(embeddings.captions == contents.test.queryCaptions)
    #expect(embeddings.galleryFiles == contents.test.galleryPaths)
    #expect(embeddings.queryIdentities == contents.test.queryIdentities)
    // Workers and a second pass change nothing.
    let again = SplitEncoder(model: model, tokenizer: tokenizer, workers: 0)
    #expect(try again.encode(contents.test, with: method) == embeddings)
    #expect(try EmbeddingEvaluation(embeddings).heads.count == 2)
  }

  /// A checkpoint is evaluated in the precision of the run that wrote it, unless another one is asked for.
  @Test(arguments: [Precision.fp32, .paper, .bf16]) func checkpointsKeepTheirPrecision(precision: Precision) throws {
    let run = try #require(
      try TinyStudy.runs {
        $0.methods = ["clip-c"]
        $0.precision = precision
      }.first)
    let contents = try DatasetRegistry.info(named: DatasetInfo.synthPEDES.id).read(dataRoot: TinyData.root)
    let model = try #require(run.spec.setup?.model)
    let tokenizer = RunTokenizer.vocabulary(of: contents)
    let method = try MethodRegistry.method("clip-c").build(
      run.spec.method,
      in: MethodContext(
        model: model, identityCount: contents.train.identityCount, seed: 1,
        computation: Computation(precision: precision)),
      truth: OracleMask(isClean: [Bool](repeating: true, count: contents.train.count)))
    let folder = FileManager.default.temporaryDirectory.appending(path: "nc-bench-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appending(path: "weights.safetensors")
    let metadata = RunMetadata(
      spec: run.spec, signature: run.signature, checkpoint: .last, epoch: 1, toolVersion: "1",
      vocabulary: String(decoding: try tokenizer.canonicalJSON(), as: UTF8.self))
    try SafetensorsWriter.write(method.parameters.checkpointItems(), metadata: metadata.entries(), to: file)
    let expected = try SplitEncoder(model: model, tokenizer: tokenizer).encode(contents.test, with: method)
    #expect(try CheckpointEvaluation(file: file, contents: contents).encode(.test) == expected)
    var settings = CheckpointEvaluation.Settings()
    settings.precision = precision == .fp32 ? .bf16 : .fp32
    #expect(try CheckpointEvaluation(file: file, contents: contents, settings: settings).encode(.test) != expected)
  }
}
