import ArgumentParser
import Datasets

/// Whose runs are shown in the columns of papers' datasets.
struct StandInOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Show another dataset's runs in a paper's column, such as CUHK-PEDES=synth-pedes; they are marked.",
      valueName: "dataset=id"))
  var standIn: [String] = []

  @Flag(help: "Show the rendered variants' runs in the columns of the datasets they imitate (docs/synth-pedes.md).")
  var standIns = false

  /// Registry ids by the papers' datasets; what was named by itself goes before what `--stand-ins` says.
  func datasets() throws -> [String: String] {
    try standIn.reduce(into: standIns ? Self.rendered : [:]) { datasets, text in
      let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
      guard parts.count == 2 else {
        throw ValidationError("--stand-in wants DATASET=ID, such as CUHK-PEDES=synth-pedes, not `\(text)`")
      }
      datasets[DatasetRegistry.id(named: parts[0])] = DatasetRegistry.id(named: parts[1])
    }
  }

  /// Each published dataset's variant.
  private static let rendered = Dictionary(
    uniqueKeysWithValues: SynthPedesVariant.allCases.map { ($0.published.id, DatasetInfo.synthPEDESID($0, .target)) })
}
