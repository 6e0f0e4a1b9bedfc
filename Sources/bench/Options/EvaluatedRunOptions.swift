import ArgumentParser
import BenchCore
import Datasets
import Evaluation
import Foundation
import ResultStore
import Studies

/// The result file that makes an evaluation a row of tables.
struct EvaluatedRunOptions: ParsableArguments {
  @Option(
    name: .output, help: "A result file (.h5) to write, best in the folder of a sweep's results.",
    completion: .file(extensions: ["h5"]))
  var out: String?

  @Option(help: "The method's name in tables (default: that of the run, or of the file).")
  var label: String?

  @Option(
    help: "The dataset's name; a registered one (bench list datasets) also gives captions and file names.",
    completion: .dataset)
  var dataset: String?

  @Option(help: "The noise rate that the model was trained with, as in `bench sweep`.", transform: NoiseRate.single)
  var noise: NoiseRate?

  @Option(help: "The noise injector that the model was trained with.", completion: .injector)
  var injector: String?

  @Option(help: "The split on which the checkpoint was chosen.")
  var selection: Split?

  /// The file to write, `nil` if none; never one of the files that are read, and nothing but a result is replaced.
  func file(otherThan sources: [URL]) throws -> URL? {
    guard let out else { return nil }
    let file = URL(filePath: out)
    guard file.pathExtension == ResultStore.fileExtension else {
      throw ValidationError("--out must end in .\(ResultStore.fileExtension), or `bench tables` would not find it")
    }
    let path = file.resolvingSymlinksInPath().standardizedFileURL.path
    guard !sources.contains(where: { $0.resolvingSymlinksInPath().standardizedFileURL.path == path }) else {
      throw ValidationError("--out would replace \(out), which the embeddings are read from")
    }
    if FileManager.default.fileExists(atPath: path), (try? ResultStore.read(file, including: .summary)) == nil {
      throw ValidationError("--out would replace \(out), which is not a result of this tool")
    }
    return file
  }

  /// The run to store: what the options say, else what the run that the embeddings come from says.
  func run(of origin: RunRecord?, sourceName: String, checkpoint: CheckpointName?) throws -> EvaluatedRun {
    let dataset = dataset ?? origin?.spec.dataset.id ?? "custom"
    let known = try? DatasetRegistry.info(named: dataset)
    let label = label ?? origin?.label ?? URL(filePath: sourceName).deletingPathExtension().lastPathComponent
    try ExternalCommand.check(label: label)
    guard dataset.contains(where: { !$0.isWhitespace }), !dataset.contains(where: { $0.isNewline || $0 == "\0" }) else {
      throw ValidationError("--dataset must be a name on one line")
    }
    // "shuffle" puts the row beside the runs of the papers' noise.
    let stated = NoiseSpec(
      injector: injector ?? origin?.spec.noise.injector ?? "shuffle",
      rate: noise?.fraction ?? origin?.spec.noise.rate ?? 0, seed: origin?.spec.noise.seed ?? 1,
      indexChecksum: noise == nil && injector == nil ? origin?.spec.noise.indexChecksum ?? "stated" : "stated")
    return EvaluatedRun(
      label: label, dataset: known?.id ?? dataset, isStandIn: known?.isStandIn ?? (origin?.isStandIn == true),
      noise: stated,
      selection: selection ?? origin?.spec.selection ?? .val,
      checkpoint: checkpoint ?? (origin == nil ? .last : .best))
  }
}
