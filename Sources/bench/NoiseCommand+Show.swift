import ArgumentParser
import BenchCore
import Datasets
import Foundation
import Noise
import Studies

extension Bench.NoiseTools {
  /// Prints captions before and after.
  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Print old and new captions of some corrupted pairs.")

    @Option(help: "The dataset.", completion: .dataset)
    var dataset = DatasetInfo.synthPEDES.id

    @Option(help: "The noise rate: percent (20 or 20%) or a fraction (0.2).", transform: NoiseRate.single)
    var rate = NoiseRate(percent: 20)

    @Option(help: "How captions are corrupted (bench list noise).", completion: .injector)
    var injector = "shuffle"

    @Option(help: "The .npy file of the injector `index`.")
    var noiseIndex: String?

    @Option(help: "The injector's seed.")
    var seed: UInt64 = 1

    @Option(help: "How many pairs to print.")
    var limit = 5

    @OptionGroup var data: DataOptions

    @OptionGroup var verbosity: VerbosityOptions

    func run() throws {
      let contents = try DatasetRegistry.info(named: dataset).read(dataRoot: data.dataRootURL)
      let options = NoiseOptions(indexFile: noiseIndex.map { URL(filePath: $0) })
      let noisy = try NoiseRegistry.injector(id: injector, options: options)
        .inject(rate: rate.fraction, seed: seed, into: contents.train)
      for example in NoiseExample.sample(max(0, limit), of: noisy, in: contents.train, seed: seed) {
        say(example.text)
      }
      say(NoiseSummary(of: noisy, in: contents.train).line)
    }
  }
}
