import ArgumentParser
import BenchCore
import Datasets
import Foundation
import Methods
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
        Runs that differ only in their seed are shown as mean and standard deviation.

        --kind division: precision, recall, F1 and AUC of clean-pair detection and the confusion matrix, for methods
        that divide their training pairs.

        Examples:
          bench tables
          bench tables --rows method,temperature --columns noise --metric r1 --intervals
          bench tables --kind division --epochs all
          bench tables --paper rde-1 --show both
          bench tables --paper all --format all --out Reports/tables
          bench tables --paper rde-2 --stand-in CUHK-PEDES=synth-pedes
          bench tables --paper rde-1 --stand-ins
          bench tables --suite Benchmarks/Suites/embedded-ablations.yaml    # a table for each study
        """)

    @OptionGroup var source: ResultsOptions
    @OptionGroup var suite: SuiteOptions
    @OptionGroup var layout: LayoutOptions
    @OptionGroup var papers: PaperOptions
    @OptionGroup var kind: TableKindOptions

    @Flag(help: "Add a 95% bootstrap interval over test queries to each measured number.")
    var intervals = false

    @Option(
      help: ArgumentHelp(
        "\(ReportFormat.allCases.map(\.rawValue).joined(separator: ", ")); several with --out, or `all`.",
        valueName: "formats"))
    var format = FormatList([.text])

    @Option(help: "Write NAME.FORMAT for each table into this folder, instead of printing.")
    var out: String?

    func validate() throws {
      if out == nil, format.formats.count > 1 { throw ValidationError("several formats need a folder: --out DIR") }
      if !papers.names.isEmpty, layout.isUsed {
        throw ValidationError("--rows, --columns, --checkpoint and --direction do not go with --paper")
      }
      if kind.kind == .division, layout.isUsed || intervals || !papers.names.isEmpty {
        throw ValidationError("--kind division has its own layout, without --paper and --intervals")
      }
    }

    func run() throws {
      let tables =
        try kind.kind == .division
        ? [kind.divisionTable(of: source, where: suite.selection())] : retrievalTables()
      guard let out else {
        let isTerminal = isatty(STDOUT_FILENO) == 1
        let styling = ReportStyling(usesTerminalStyles: isTerminal, maximumWidth: isTerminal ? terminalWidth : nil)
        for format in format.formats {
          print(format.rendered(tables.map(\.table), styling: styling), terminator: "")
        }
        return
      }
      let files = try TableFiles(folder: URL(filePath: out, directoryHint: .isDirectory)).write(
        tables, as: format.formats)
      note("\(files) files in \(out)")
    }

    private func retrievalTables() throws -> [NamedTable] {
      try papers.names.isEmpty ? freeTables() : paperTables()
    }

    /// One table of all runs, or one for each study of a suite.
    private func freeTables() throws -> [NamedTable] {
      let records = try source.records(including: contents)
      let layout = layout.layout(metrics: papers.metric?.values, bootstrap)
      guard let selection = try suite.selection() else {
        return [NamedTable(name: "results", table: try RunTable.table(of: records, layout: layout))]
      }
      return try selection.studies.map { study in
        var layout = layout
        layout.title = study.name.prefix(1).uppercased() + study.name.dropFirst() + " (\(layout.title))"
        return NamedTable(
          name: study.name.fileStem, table: try RunTable.table(of: records.filter(study.contains), layout: layout))
      }
    }

    private func paperTables() throws -> [NamedTable] {
      let tables = try papers.tables()
      let selection = try suite.selection()
      let records =
        papers.show == .published
        ? [] : try source.records(including: contents).filter { selection?.contains($0) ?? true }
      return try tables.map { paper in
        var comparison = PaperComparison(paper, numbers: papers.show, intervals: bootstrap)
        comparison.metrics = papers.metric?.values ?? comparison.metrics
        comparison.bindings.datasets = try papers.standIns.datasets()
        return NamedTable(
          name: URL(filePath: paper.name).deletingPathExtension().lastPathComponent,
          table: try comparison.table(of: records))
      }
    }

    /// Older files lack newer metrics; some of those follow from the queries.
    private var contents: ResultContents {
      intervals || papers.metric?.values.allSatisfy(Metric.paper.contains) == false ? .queries : .summary
    }
    private var bootstrap: ReportIntervals? { intervals ? ReportIntervals() : nil }

    /// The terminal's width in columns.
    private var terminalWidth: Int? {
      var size = winsize()
      guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
      return Int(size.ws_col)
    }
  }
}

/// How a free table is arranged.
struct LayoutOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Fields down, separated by commas: \(TableField.names.joined(separator: ", ")), or any field of a specification.",
      valueName: "fields"))
  var rows: CommaSeparated<String>?

  @Option(help: ArgumentHelp("Fields across.", valueName: "fields"))
  var columns: CommaSeparated<String>?

  @Option(help: "best, last or both, separated by commas.")
  var checkpoint: CommaSeparated<CheckpointName>?

  @Option(help: "text-to-image, image-to-text or both, separated by commas.")
  var direction: CommaSeparated<RetrievalDirection>?

  /// Whether any of them was given.
  var isUsed: Bool { rows != nil || columns != nil || checkpoint != nil || direction != nil }

  /// The layout asked for; the papers' Best/Last layout where nothing was.
  func layout(metrics: [Metric]?, _ intervals: ReportIntervals?) -> RunTableLayout {
    var layout = RunTableLayout.bestLast(order: .registered)
    func fields(_ names: CommaSeparated<String>) -> [TableField] { names.values.map(TableField.init(name:)) }
    // Whatever tells runs apart and is not asked for on one side goes to the other.
    if let rows {
      layout.rows = fields(rows)
      layout.columns = columns.map(fields) ?? [.dataset, .noise, .method, .metric].filter { !layout.rows.contains($0) }
    } else if let columns {
      layout.columns = fields(columns)
      layout.rows = [.dataset, .noise, .method, .checkpoint].filter { !layout.columns.contains($0) }
    }
    layout.metrics = metrics ?? layout.metrics
    if layout.metrics.count == 1, !(layout.rows + layout.columns).contains(.metric) {
      layout.title = "\(layout.metrics[0].heading): \(layout.title)"
    }
    layout.checkpoints = checkpoint?.values ?? layout.checkpoints
    layout.directions = direction?.values ?? layout.directions
    layout.intervals = intervals
    return layout
  }
}

/// Which papers' tables, and what of them.
struct PaperOptions: ParsableArguments {
  @Option(
    name: .customLong("paper"),
    help: ArgumentHelp(
      "Tables of papers, separated by commas: \(PaperTable.all.map(\.name).joined(separator: ", ")), all, or a CSV file "
        + "(docs/adding-a-table.md).", valueName: "tables"))
  var paper: CommaSeparated<String>?

  @Option(help: "published, measured or both: which numbers of a paper's table.")
  var show = PaperComparison.Numbers.both

  @Option(
    help: ArgumentHelp(
      "Metrics, separated by commas: \(Metric.allCases.map(\.rawValue).joined(separator: ", ")).",
      valueName: "metrics"))
  var metric: CommaSeparated<Metric>?

  @OptionGroup var standIns: StandInOptions

  /// The names asked for; all are the program's own tables.
  var names: [String] {
    (paper?.values ?? []).flatMap { $0 == "all" ? PaperTable.all.map(\.name) : [$0] }
  }

  /// The tables, read where they are files.
  func tables() throws -> [PaperTable] {
    try names.map { name in
      let isFile = name.hasSuffix(".csv") || name.contains("/")
      return isFile ? try PaperTable.file(URL(filePath: name)) : try PaperTable.named(name)
    }
  }
}

extension String {
  /// The text as the stem of a file's name: lower case, with dashes for what is no letter or digit.
  fileprivate var fileStem: String {
    lowercased().split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }.joined(separator: "-")
  }
}

/// A table and the stem of its files' names.
struct NamedTable {
  var name: String
  var table: ReportTable
}

/// Tables as files.
struct TableFiles {
  let folder: URL

  /// Writes each table in each format, and for LaTeX a document that shows all; returns the number of files.
  func write(_ tables: [NamedTable], as formats: [ReportFormat]) throws -> Int {
    try OutputFolder.create(folder)
    var count = 0
    for format in formats {
      for table in tables {
        try OutputFolder.write(
          table.table.rendered(as: format), to: folder.appending(path: "\(table.name).\(format.fileExtension)"))
        count += 1
      }
      guard format == .latex else { continue }
      try OutputFolder.write(LaTeXRenderer().document(tables.map(\.table)), to: folder.appending(path: "tables.tex"))
      count += 1
    }
    return count
  }
}

/// Formats separated by commas, or `all`.
struct FormatList: ExpressibleByArgument, Sendable {
  var formats: [ReportFormat]

  init(_ formats: [ReportFormat]) {
    self.formats = formats
  }

  init?(argument: String) {
    if argument == "all" {
      formats = ReportFormat.allCases
    } else {
      guard let list = CommaSeparated<ReportFormat>(argument: argument) else { return nil }
      formats = list.values
    }
  }

  var defaultValueDescription: String { formats.map(\.rawValue).joined(separator: ",") }
}

extension ReportFormat: ExpressibleByArgument {}
extension Metric: ExpressibleByArgument {}
extension RetrievalDirection: ExpressibleByArgument {}
extension PaperComparison.Numbers: ExpressibleByArgument {}
