import ArgumentParser
import BenchCore
import Datasets
import Foundation
import Noise
import Studies

extension Bench.NoiseTools {
  /// Writes one index.
  struct Generate: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Write the shuffle index of a dataset, a rate and a seed.",
      discussion: """
        The number of pairs comes from --count, else from the dataset's annotations below --data-root, else, for the
        three published datasets, from a table: the data need not be there.

        Example:
          bench noise generate --dataset CUHK-PEDES --noise 20 --out cuhk_20.npy
        """)

    @Option(help: "The dataset whose training pairs are shuffled.", completion: .dataset)
    var dataset: String?

    @Option(help: "The noise rate: percent (20 or 20%) or a fraction (0.2).", transform: NoiseRate.single)
    var noise: NoiseRate

    @Option(help: "The generator's seed, 0 to 4294967295.")
    var seed: UInt64 = 1

    @Option(help: "The number of training pairs.")
    var count: Int?

    @Option(name: .output, help: "The file to write.", completion: .file(extensions: ["npy"]))
    var out: String

    @OptionGroup var data: DataOptions

    @OptionGroup var verbosity: VerbosityOptions

    func run() throws {
      let index = try ShuffleInjector.index(count: pairCount(), rate: noise.fraction, seed: seed)
      let file = URL(filePath: out)
      try NoiseIndexFile.write(index, to: file)
      say(try NoiseIndexReport(verifying: file).line)
    }

    private func pairCount() throws -> Int {
      if let count { return count }
      guard let dataset else {
        throw ValidationError("give --count, or --dataset whose pairs are to be counted")
      }
      let info = try DatasetRegistry.info(named: dataset)
      guard let published = info.published?.train.captions, !info.isOnDisk(dataRoot: data.dataRootURL) else {
        return try info.trainingPairCount(dataRoot: data.dataRootURL)
      }
      return published
    }
  }
}
