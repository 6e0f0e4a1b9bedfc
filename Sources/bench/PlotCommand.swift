import ArgumentParser
import BenchCore
import Datasets
import Foundation
import Methods
import Reports
import Subprocess
import SystemPackage

extension Bench {
  /// Draws curves with gnuplot.
  struct Plot: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Draw R@1 against epochs and against noise from a folder of results.",
      discussion: "Each figure is written as PNG, SVG, CSV and the gnuplot script that draws it.")

    @OptionGroup var source: ResultsOptions

    @Option(help: "The folder for figures.")
    var out = "Reports/figures"

    func run() async throws {
      let records = try source.records(including: .epochs)
      let methods = MethodRegistry.ids
      let datasets = DatasetRegistry.all.map(\.id)
      let figures =
        CurvesFigure.figures(of: records, methodOrder: methods, datasetOrder: datasets)
        + [NoiseFigure.figure(of: records, methodOrder: methods, datasetOrder: datasets)].compactMap { $0 }
      guard !figures.isEmpty else { throw PlotFailure.nothingFinished(source.results) }
      let folder = URL(filePath: out, directoryHint: .isDirectory)
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      for figure in figures {
        let drawing = GnuplotRenderer().render(figure)
        try Data(drawing.script.utf8).write(to: folder.appending(path: drawing.scriptFile), options: .atomic)
        try Data(drawing.data.utf8).write(to: folder.appending(path: drawing.dataFile), options: .atomic)
        try await draw(drawing.scriptFile, in: folder)
        print(drawing.outputs.map { folder.appending(path: $0).relativePath }.joined(separator: "  "))
      }
    }

    private func draw(_ script: String, in folder: URL) async throws {
      let result: ExecutionResult<Void, DiscardedOutput, StringOutput<UTF8>>
      do {
        result = try await Subprocess.run(
          .name("gnuplot"), arguments: [script], workingDirectory: FilePath(folder.path), output: .discarded,
          error: .string(limit: 1 << 16))
      } catch {
        throw PlotFailure.noGnuplot
      }
      guard result.terminationStatus.isSuccess else {
        throw PlotFailure.gnuplotFailed(script, result.standardError)
      }
    }
  }
}

/// A figure that cannot be drawn.
enum PlotFailure: BenchFailure {
  case nothingFinished(String)
  case noGnuplot
  case gnuplotFailed(String, String)

  var problem: String {
    switch self {
    case .nothingFinished: "no run has finished, so there is nothing to draw"
    case .noGnuplot: "gnuplot cannot be started"
    case .gnuplotFailed(_, let message): "gnuplot failed: \(message)"
    }
  }

  var location: String? {
    switch self {
    case .nothingFinished(let folder): folder
    case .noGnuplot: nil
    case .gnuplotFailed(let script, _): script
    }
  }

  var remedy: String? {
    if case .noGnuplot = self { "install it: apt-get install gnuplot-nox" } else { nil }
  }
}
