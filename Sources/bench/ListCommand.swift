import ArgumentParser
import BenchCore
import Datasets
import Methods
import Noise

extension Bench {
  /// Lists what there is.
  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "List methods, losses, datasets, noise injectors or results.",
      subcommands: [MethodList.self, LossList.self, DatasetList.self, NoiseList.self, ResultList.self])
  }

  /// Lists datasets.
  struct DatasetList: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "datasets", abstract: "List datasets.")

    @OptionGroup var verbosity: VerbosityOptions

    func run() {
      printColumns(
        DatasetRegistry.all.map { dataset in
          let size = dataset.published.map { "\($0.train.captions) training pairs" } ?? ""
          return [dataset.id, size, dataset.title + (dataset.isStandIn ? " (stand-in)" : "")]
        })
    }
  }

  /// Lists noise injectors.
  struct NoiseList: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "noise", abstract: "List noise injectors.")

    @OptionGroup var verbosity: VerbosityOptions

    func run() {
      printColumns(NoiseRegistry.all.map { [$0.id, $0.title, $0.summary] })
    }
  }
}
