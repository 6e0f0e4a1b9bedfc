import ArgumentParser
import BenchCore
import Datasets
import Foundation

/// Makes, checks and describes datasets.
struct DataCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "data", abstract: "Draw, check and describe datasets.",
    subcommands: [Synth.self, Check.self, Stats.self])

  /// Draws synth-pedes.
  struct Synth: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Draw the embedded stand-in dataset: PNG files and reid_raw.json in CUHK-PEDES's layout.",
      discussion: "The same size and seed give the same files, bit for bit. A complete dataset is kept as it is.")

    @Option(help: "The folder that gets the dataset's folder.")
    var out = ".cache/data"

    @Option(help: "\(SynthPedesConfiguration.named.keys.sorted().joined(separator: ", ")).")
    var size = "default"

    @Option(help: "Another seed draws other people.")
    var seed: UInt64?

    @Flag(help: "Replace a synth-pedes folder of other settings.")
    var overwrite = false

    func run() throws {
      var configuration = try SynthPedesConfiguration.named(size)
      configuration.seed = seed ?? configuration.seed
      try EmbeddedData.draw(configuration, in: URL(filePath: out, directoryHint: .isDirectory), overwrite: overwrite)
    }
  }
}
