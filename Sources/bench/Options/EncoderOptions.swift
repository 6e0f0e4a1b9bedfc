import ArgumentParser
import BenchCore
import Evaluation
import Foundation
import Studies
import Sweep
import Torch

/// How weights are read and run, of every command that encodes images and captions with a checkpoint.
struct EncoderOptions: ParsableArguments {
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

  func validate() throws {
    guard (0...64).contains(workers ?? 0) else { throw ValidationError("--workers must be 0 to 64") }
  }

  /// Prepares libtorch, and says how a checkpoint is to be read and run.
  ///
  /// - Throws: `DeviceFailure`.
  func settings(threads: Int) async throws -> CheckpointEncoder.Settings {
    try TorchLibrary.setThreads(threads)
    try TorchLibrary.setDeterministic(true)
    try TorchLibrary.setTF32(false)
    var settings = CheckpointEncoder.Settings()
    settings.vocabulary = vocabulary.map { URL(filePath: $0) }
    settings.imageSize = imageSize
    settings.textLength = textLength
    settings.reading = reading.reading()
    settings.precision = precision
    settings.workers =
      workers
      ?? WorkerCount.suggested(cores: ProcessInfo.processInfo.activeProcessorCount, runs: 1, threads: threads)
    settings.device = try await device.device()
    return settings
  }
}
