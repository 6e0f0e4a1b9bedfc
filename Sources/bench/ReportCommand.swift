import ArgumentParser
import BenchCore
import Datasets
import Foundation
import Galleries
import Methods
import Reports
import ResultStore

extension Bench {
  /// Makes one folder with everything to be seen of some results.
  struct Report: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Make a folder with a page, tables, figures and galleries of a folder of results.",
      discussion: """
        OUT/index.html needs no network and no server. OUT/figures holds every figure as PNG, SVG, CSV and gnuplot
        script (docs/figures.md), OUT/galleries pictures of rankings and of pairs that a sample selection called noisy, OUT/tables the
        tables in all formats. Galleries need the dataset's images below --data-root; without them the page says so.

        Example:
          bench report --results Results --out Reports/first
          bench report --suite Benchmarks/Suites/embedded.yaml --out Reports/mine
        """)

    @OptionGroup var source: ResultsOptions
    @OptionGroup var suite: SuiteOptions
    @OptionGroup var shown: FigureOptions

    @Option(
      name: .output, help: "The folder for the report; its files are replaced, others in it stay.",
      completion: .directory)
    var out = "Reports/report"

    @Option(help: "The page's heading (default: the folder's name).")
    var title: String?

    @Option(help: "Queries shown for each run.")
    var queries = 4

    @Option(help: "Runs shown in galleries; those with the highest noise come first.")
    var galleries = 6

    @OptionGroup var standIns: StandInOptions

    @OptionGroup var verbosity: VerbosityOptions

    func validate() throws {
      guard (0...100).contains(queries) else { throw ValidationError("--queries is 0 to 100, not \(queries)") }
      guard (0...1000).contains(galleries) else { throw ValidationError("--galleries is 0 to 1000, not \(galleries)") }
    }

    func run() async throws {
      let folder = URL(filePath: out, directoryHint: .isDirectory)
      let runs = try FigureRuns(directory: URL(filePath: source.results), of: suite.selection())
      let (stored, skipped) = (runs.stored, runs.skipped)
      try OutputFolder.create(folder)
      var page = ReportPage(
        title: title ?? folder.lastPathComponent, runs: stored.map { ($0.file.lastPathComponent, $0.record) })
      page.order = .registered
      page.decisions = .registered
      page.paperTables = try PaperComparison.measuredTables(
        of: stored.map(\.record), datasets: standIns.datasets(), decisions: .registered)
      let figures = runs.figures(of: shown.metrics)
      page.warnings = skipped.map(\.description)
      page.figureOmissions = figures.omissions
      page.figures = try await draw(figures.figures, in: folder, &page.warnings)
      page.galleries = try drawGalleries(of: stored, in: folder)
      try writeTables(page, in: folder)
      try OutputFolder.write(page.html(), to: folder.appending(path: "index.html"))
      say(folder.appending(path: "index.html").relativePath)
    }

    /// Draws the figures and returns those that could be drawn; without gnuplot the page does without.
    private func draw(
      _ figures: [LineFigure], in folder: URL, _ warnings: inout [String]
    ) async throws -> [LineFigure] {
      let drawing = FigureFiles(folder: folder.appending(path: "figures"))
      do {
        for figure in figures { _ = try await drawing.write(figure) }
        return figures
      } catch PlotFailure.noGnuplot {
        let warning = "figures are left out: \(PlotFailure.noGnuplot)"
        note("warning: \(warning)")
        warnings.append(warning)
        return []
      }
    }

    private func drawGalleries(of runs: [StoredRun], in folder: URL) throws -> [ReportGallery] {
      let dataRoot = suite.data.dataRootURL
      let files = GalleryFiles(folder: folder, queryCount: queries, dataRoot: dataRoot) {
        try DatasetRegistry.info(named: $0).read(dataRoot: dataRoot)
      }
      return try files.write(
        of: runs.map { run in
          GalleryRun(name: run.file.deletingPathExtension().lastPathComponent, record: run.record) {
            try ResultStore.read(run.file, including: .all)
          }
        }, limit: galleries)
    }

    private func writeTables(_ page: ReportPage, in folder: URL) throws {
      var layout = RunTableLayout.bestLast(order: page.order)
      layout.decisions = page.decisions
      let table = try RunTable.table(of: page.runs.map(\.record), layout: layout)
      _ = try TableFiles(folder: folder.appending(path: "tables"))
        .write([NamedTable(name: "results", table: table)], as: ReportFormat.allCases)
    }
  }
}
