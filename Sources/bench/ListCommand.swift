import ArgumentParser
import BenchCore
import Datasets
import Foundation
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

    func run() {
      printColumns(NoiseRegistry.all.map { [$0.id, $0.title, $0.summary] })
    }
  }
}

/// Prints rows with aligned columns; the last column is not padded.
func printColumns(_ rows: [[String]]) {
  let widths = (0..<(rows.map(\.count).max() ?? 0)).map { column in
    rows.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0
  }
  for row in rows {
    let cells = row.enumerated().map { column, text in
      column == row.count - 1 ? text : text.padding(toLength: widths[column], withPad: " ", startingAt: 0)
    }
    print(cells.joined(separator: "  "))
  }
}
