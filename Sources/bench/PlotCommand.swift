import ArgumentParser
import BenchCore
import Foundation
import Reports

extension Bench {
  /// Draws curves with gnuplot.
  struct Plot: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Draw curves, noise, settings, sample selections and similarities from a folder of results.",
      discussion: "Each figure is written as PNG, SVG, CSV and the gnuplot script that draws it.")

    @OptionGroup var source: ResultsOptions
    @OptionGroup var suite: SuiteOptions

    @Option(name: .output, help: "The folder for figures.", completion: .directory)
    var out = "Reports/figures"

    @OptionGroup var verbosity: VerbosityOptions

    func run() async throws {
      let figures = try FigureRuns(directory: URL(filePath: source.results), of: suite.selection()).figures
      guard !figures.isEmpty else { throw PlotFailure.nothingFinished(source.results) }
      let drawing = FigureFiles(folder: URL(filePath: out, directoryHint: .isDirectory))
      for figure in figures {
        say(try await drawing.write(figure).map(\.relativePath).joined(separator: "  "))
      }
    }
  }
}
