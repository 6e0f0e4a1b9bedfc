import ArgumentParser
import BenchCore
import Datasets
import Foundation
import Methods
import Metrics
import Reports
import ResultStore

extension Bench {
  /// Prints tables of measured and published numbers.
  struct Tables: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Print tables from a folder of results, in the papers' layouts or in your own.",
      discussion: """
        Without --paper: rows are noise rate, method, and Best (chosen on the selection split) or Last; columns are R@1,
        R@5, R@10, mAP and mINP of text-to-image retrieval on the test split, for each dataset. --rows, --columns,
        --metric, --checkpoint and --direction arrange any field of the runs' specifications.

        With --paper: the paper's own rows and columns, with published and measured numbers and their difference.
        Runs that differ only in their seed are shown as mean and standard deviation. While measured rows are missing, a
        note says which command makes them.

        --kind sample-selection: precision, recall, F1 and AUC of clean-pair detection and the confusion matrix, for
        methods that select samples.

        Examples:
          bench tables
          bench tables --rows method,temperature --columns noise --metric r1 --intervals
          bench tables --kind sample-selection --epochs all
          bench tables --paper rde-1 --datasets RSTPReid --noise 20,50
          bench tables --paper all --format all --out Reports/tables
          bench tables --paper rde-2 --stand-in CUHK-PEDES=synth-pedes
          bench tables --paper rde-1 --stand-ins
          bench tables --suite embedded-ablations    # a table for each study
          bench tables --format latex --caption "Noise hurts." --label tab:noise
        """)

    @OptionGroup var source: ResultsOptions
    @OptionGroup var suite: SuiteOptions
    @OptionGroup var layout: LayoutOptions
    @OptionGroup var papers: PaperOptions
    @OptionGroup var kind: TableKindOptions
    @OptionGroup var caption: CaptionOptions

    @Flag(help: "Add a 95% bootstrap interval over test identities to each measured number (docs/statistics.md).")
    var intervals = false

    @Option(help: "What intervals draw: identity (default), or query, which is too narrow.")
    var by: ResamplingUnit?

    @Option(
      help: ArgumentHelp(
        "\(ReportFormat.allCases.map(\.rawValue).joined(separator: ", ")); several with --out, or `all` "
          + "(default: text).", valueName: "formats"))
    var format: [FormatList] = []

    @Flag(help: "The same as --format json.")
    var json = false

    @Option(
      name: .output, help: "Write NAME.FORMAT for each table into this folder, instead of printing.",
      completion: .directory)
    var out: String?

    @OptionGroup var verbosity: VerbosityOptions

    func validate() throws {
      if by != nil, !intervals { throw ValidationError("--by says what intervals draw: add --intervals") }
      try caption.check(for: formats)
      if json, !format.isEmpty, format.flatMap(\.formats) != [.json] {
        throw ValidationError("--json and another --format are given: leave one out")
      }
      if out == nil, formats.count > 1 { throw ValidationError("several formats need a folder: --out DIR") }
      if !papers.names.isEmpty, layout.isUsed {
        throw ValidationError("--rows, --columns, --checkpoint and --direction do not go with --paper")
      }
      if kind.isSampleSelection, layout.isUsed || intervals || !papers.names.isEmpty {
        throw ValidationError("--kind sample-selection has its own layout, without --paper and --intervals")
      }
    }

    func run() throws {
      let tables = try caption.applied(
        to: kind.isSampleSelection
          ? [kind.sampleSelectionTable(of: source, where: suite.selection())]
          : papers.names.isEmpty ? freeTables() : paperTables())
      guard let out else {
        var styling = ReportStyling.screen
        // What is piped is read by programs too, but nobody parses a paper's table as text.
        if !papers.names.isEmpty { styling.maximumWidth = styling.maximumWidth ?? 100 }
        for format in formats { show(format.rendered(tables.map(\.table), styling: styling), as: format) }
        return
      }
      let files = try TableFiles(folder: URL(filePath: out, directoryHint: .isDirectory)).write(
        tables, as: formats)
      note("\(files) files in \(out)")
    }

    /// One table of all runs, or one for each study of a suite.
    private func freeTables() throws -> [NamedTable] {
      let records = try source.records(including: contents)
      let layout = layout.layout(metrics: papers.metric.given(), bootstrap)
      guard let selection = try suite.selection() else {
        return [NamedTable(name: "results", table: try RunTable.table(of: records, layout: layout))]
      }
      return try selection.studies.map { study in
        try NamedTable(study: study.name, of: records.filter(study.contains), layout: layout)
      }
    }

    private func paperTables() throws -> [NamedTable] {
      let comparisons = try papers.comparisons()
      let selection = try suite.selection()
      // Where nothing has been run yet, the table says what to run.
      let read = papers.show == .published ? [] : try source.recordsIfAny(including: contents)
      let records = read.filter { selection?.contains($0) ?? true }
      return try comparisons.map { comparison in
        var comparison = comparison
        comparison.intervals = bootstrap
        if papers.show != .published,
          let remainder = try PaperSuite(of: comparison.table)?
            .remainder(of: comparison, among: records, results: source.results, dataRoot: suite.data.dataRoot)
        {
          // Whoever runs this wants the command, but nobody who reads a paper's table.
          if out == nil, formats == [.text] {
            comparison.remainder = remainder
          } else {
            note("note: \(comparison.table.name): \(remainder.text)")
          }
        }
        return NamedTable(name: comparison.table.fileStem, table: try comparison.table(of: records))
      }
    }

    private var formats: [ReportFormat] { json ? [.json] : format.isEmpty ? [.text] : format.flatMap(\.formats) }

    /// Queries of many results are large, and nothing else is made of them one by one.
    private var contents: ResultContents { intervals ? .queries : .queryMeans }

    private var bootstrap: ReportIntervals? { intervals ? ReportIntervals(by: by ?? .identity) : nil }
  }
}
