import ArgumentParser
import BenchCore
import Datasets
import Evaluation
import Foundation
import Studies
import Sweep
import Torch

/// How `bench eval --checkpoint` encodes a dataset.
struct CheckpointOptions: ParsableArguments {
  @Option(help: "The split to encode: test or val.")
  var split = Split.test

  @Option(help: "CLIP's vocabulary (default: .cache/clip/bpe_simple_vocab_16e6.txt.gz, else the folder's merges.txt).")
  var vocabulary: String?

  @Option(
    help: "Height and width of the images, such as 384x128 (default: the checkpoint's; 384x128 for CLIP's own weights)."
  )
  var imageSize: ImageSize?

  @Option(
    help: ArgumentHelp(
      "Tokens of a caption (default: as many as the checkpoint has positions for; CLIP 77).", valueName: "tokens"))
  var textLength: Int?

  @OptionGroup var reading: WeightsArguments

  @Option(
    help: ArgumentHelp(
      "Compute in fp32, paper, bf16 or fp16 (default: what the checkpoint was trained in; fp32 for those of others).",
      valueName: "formats"))
  var precision: Precision?

  @Option(help: "Where to compute; auto is CUDA where libtorch can use it.")
  var device = DeviceChoice.automatic

  @Option(help: "Threads that decode images and prepare batches (default: the cores beside --threads, 1 to 8).")
  var workers: Int?

  @Option(help: "The folder for decoded images (default: keep none).")
  var cache: String?

  func validate() throws {
    guard (0...64).contains(workers ?? 0) else { throw ValidationError("--workers must be 0 to 64") }
  }

  /// Encodes a split of a dataset; says what was loaded and how far it has come.
  ///
  /// - Returns: The embeddings, the run that made the weights, and what a reader of the numbers must know.
  func embeddings(
    of checkpoint: URL, dataset: String, dataRoot: URL, threads: Int
  ) async throws -> (RetrievalEmbeddings, RunRecord?, warnings: [String]) {
    let info = try DatasetRegistry.info(named: dataset)
    try EmbeddedData.prepare([info.id], in: dataRoot)
    try TorchLibrary.setThreads(threads)
    try TorchLibrary.setDeterministic(true)
    try TorchLibrary.setTF32(false)
    var settings = CheckpointEvaluation.Settings()
    settings.vocabulary = vocabulary.map { URL(filePath: $0) }
    settings.imageSize = imageSize
    settings.textLength = textLength
    settings.reading = reading.reading()
    settings.precision = precision
    settings.cacheDirectory = cache.map { URL(filePath: $0).absoluteURL }
    settings.workers =
      workers
      ?? WorkerCount.suggested(cores: ProcessInfo.processInfo.activeProcessorCount, runs: 1, threads: threads)
    settings.device = try await device.device()
    let evaluation = try CheckpointEvaluation(
      file: checkpoint, contents: info.read(dataRoot: dataRoot), settings: settings)
    for line in evaluation.report { note(line) }
    let cut = evaluation.cutCaptions(of: split)
    if let cut { note("note: \(info.id): \(cut)") }
    let display = CountDisplay(label: "encoding \(info.id)", unit: "captions and images")
    defer { display.finish() }
    let weights = evaluation.run.flatMap { $0.spec.weightsWarning(isStandIn: $0.isStandIn) }.map { [$0] } ?? []
    let embeddings = try evaluation.encode(split) { display.show(done: $0, of: $1) }
    let cuts = info.isStandIn ? [] : [cut].compactMap { $0?.description }
    return (embeddings, evaluation.run, warnings: evaluation.warnings + weights + cuts)
  }
}
