import ArgumentParser
import BenchCore
import Datasets
import Methods
import Noise

extension Bench {
  /// Lists what there is.
  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "List methods, their parts, losses, datasets, noise injectors or results.",
      subcommands: [
        MethodList.self, PartList.self, LossList.self, DatasetList.self, NoiseList.self, ResultList.self,
      ])
  }

  /// Lists datasets.
  struct DatasetList: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "datasets", abstract: "List datasets.")

    @Flag(help: "Print JSON.")
    var json = false

    @OptionGroup var verbosity: VerbosityOptions

    /// A dataset, for programs.
    private struct Document: Encodable {
      var id: String
      var title: String
      var citation: String
      var isStandIn: Bool
      var published: DatasetCounts?
      var licence: String
    }

    func run() throws {
      if json {
        let documents = DatasetRegistry.all.map {
          Document(
            id: $0.id, title: $0.title, citation: $0.citation, isStandIn: $0.isStandIn, published: $0.published,
            licence: $0.licenceNote)
        }
        return print(try documents.reportJSON())
      }
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

    @Flag(help: "Print JSON.")
    var json = false

    @OptionGroup var verbosity: VerbosityOptions

    func run() throws {
      if json { return print(try NoiseRegistry.all.reportJSON()) }
      printColumns(NoiseRegistry.all.map { [$0.id, $0.title, $0.summary] })
    }
  }
}
