import ArgumentParser
import BenchCore
import Foundation
import Reports

extension Bench {
  /// Draws curves with gnuplot.
  struct Plot: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Draw curves, noise, settings, sample selections and similarities from a folder of results.",
      discussion: """
        Each figure is written as PNG and SVG, or as --format says, with its CSV and the gnuplot script that draws it
        (docs/figures.md).

        Examples:
          bench plot
          bench plot --metric r1,map --format pdf --out paper/figures
        """)

    @OptionGroup var source: ResultsOptions
    @OptionGroup var suite: SuiteOptions
    @OptionGroup var shown: FigureOptions

    @Option(
      help: ArgumentHelp(
        "\(FigureFormat.allCases.map(\.rawValue).joined(separator: ", ")), separated by commas (default: png,svg).",
        valueName: "formats"))
    var format: [CommaSeparated<FigureFormat>] = []

    @Option(name: .output, help: "The folder for figures.", completion: .directory)
    var out = "Reports/figures"

    @OptionGroup var verbosity: VerbosityOptions

    func run() async throws {
      let runs = try FigureRuns(directory: URL(filePath: source.results), of: suite.selection())
      let set = runs.figures(of: shown.metrics)
      guard !set.figures.isEmpty else {
        throw set.omissions.isEmpty
          ? PlotFailure.nothingFinished(source.results) : PlotFailure.nothingToDraw(source.results)
      }
      let drawing = FigureFiles(
        folder: URL(filePath: out, directoryHint: .isDirectory), formats: format.given() ?? FigureFormat.usual)
      for figure in set.figures {
        say(try await drawing.write(figure).map(\.relativePath).joined(separator: "  "))
      }
    }
  }
}
