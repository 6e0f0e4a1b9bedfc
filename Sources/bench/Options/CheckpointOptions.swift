import ArgumentParser
import BenchCore
import Datasets
import Evaluation
import Foundation
import Studies

/// How `bench eval --checkpoint` encodes a dataset.
struct CheckpointOptions: ParsableArguments {
  @Option(help: "The split to encode: test or val.")
  var split = Split.test

  @OptionGroup var encoder: EncoderOptions

  @Option(help: "The folder for decoded images (default: keep none).")
  var cache: String?

  /// Encodes a split of a dataset; says what was loaded and how far it has come.
  ///
  /// - Returns: The embeddings, the run that made the weights, and what a reader of the numbers must know.
  func embeddings(
    of checkpoint: URL, dataset: String, dataRoot: URL, threads: Int
  ) async throws -> (RetrievalEmbeddings, RunRecord?, warnings: [String]) {
    let info = try DatasetRegistry.info(named: dataset)
    try EmbeddedData.prepare([info.id], in: dataRoot)
    var settings = try await encoder.settings(threads: threads)
    settings.cacheDirectory = cache.map { URL(filePath: $0).absoluteURL }
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
