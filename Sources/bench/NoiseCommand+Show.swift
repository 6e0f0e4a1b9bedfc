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
    var noise = NoiseRate(percent: 20)

    @Option(help: "How captions are corrupted (bench list noise).", completion: .injector)
    var injector = "shuffle"

    @Option(help: "The .npy file of the injector `index`.")
    var noiseIndex: String?

    @Option(help: "The injector's seed.")
    var seed: UInt64 = 1

    @Option(help: "How many pairs to print.")
    var limit = 5

    @Flag(help: "Print JSON.")
    var json = false

    @OptionGroup var data: DataOptions

    @OptionGroup var verbosity: VerbosityOptions

    /// What is shown, for programs.
    private struct Document: Encodable {
      var dataset: String
      var injector: String
      var seed: UInt64
      var summary: NoiseSummary
      var examples: [NoiseExample]
    }

    func run() throws {
      let options = NoiseOptions(indexFile: noiseIndex.map { URL(filePath: $0) })
      let injection = try NoiseRegistry.injector(id: injector, options: options)
      let info = try DatasetRegistry.info(named: dataset)
      let contents = try info.read(dataRoot: data.dataRootURL)
      let noisy = try injection.inject(rate: noise.fraction, seed: seed, into: contents.train)
      let examples = NoiseExample.sample(max(0, limit), of: noisy, in: contents.train, seed: seed)
      let summary = NoiseSummary(of: noisy, in: contents.train)
      if json {
        return print(
          try Document(dataset: info.id, injector: injector, seed: seed, summary: summary, examples: examples)
            .reportJSON())
      }
      for example in examples { say(example.text) }
      say(summary.line)
    }
  }
}
