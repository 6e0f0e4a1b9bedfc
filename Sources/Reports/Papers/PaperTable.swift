import BenchCore

/// A table of a paper: its published numbers, how its rows read, and which runs belong to them.
package struct PaperTable: Sendable {
  /// The name it is asked for by, such as `rde-1`; the path of a table read from a file.
  package let name: String
  /// What the table shows.
  package let title: String
  /// The paper that published it.
  package let citation: String
  /// The headings of the row headers.
  let rowHeadings: [String]
  /// How the paper writes `R-1`: `R-` or `Rank-`.
  let recallPrefix: String
  /// Where the numbers are.
  let source: Source
  /// Which runs belong to systems that `PaperBindings` need not know.
  let selectors: [String: MethodSelector]
  /// The suite that a file names.
  private let namedSuite: String?
  /// A row from the columns of the published file, given the text in a column.
  let describe: @Sendable (_ text: (String) -> String) -> PaperRow

  /// Where a table's numbers come from.
  enum Source: Sendable {
    /// A file of `Published/`, by its name.
    case embedded(String)
    case loaded(PublishedTable)
  }

  init(
    name: String,
    title: String,
    citation: String,
    rowHeadings: [String],
    recallPrefix: String = "R-",
    source: Source,
    selectors: [String: MethodSelector] = [:],
    suite: String? = nil,
    describe: @escaping @Sendable (_ text: (String) -> String) -> PaperRow
  ) {
    self.name = name
    self.title = title
    self.citation = citation
    self.rowHeadings = rowHeadings
    self.recallPrefix = recallPrefix
    self.source = source
    self.selectors = selectors
    namedSuite = suite
    self.describe = describe
  }

  /// The tables that come with the program.
  package static let all: [PaperTable] = [rde1, rde2, rde3, rde7, rde8, amns1, amns2, amns3]

  /// The table of this name.
  ///
  /// - Throws: `ReportFailure.unknownTable` with close matches.
  package static func named(_ name: String) throws(ReportFailure) -> PaperTable {
    try Suggestion.find(name, in: all, id: \.name, else: ReportFailure.unknownTable)
  }

  /// The systems that this table has rows for, in its order.
  ///
  /// - Throws: `ReportFailure` if the published table cannot be read.
  package func systems() throws(ReportFailure) -> [String] {
    var seen: Set<String> = []
    return try rows().map(\.system).filter { seen.insert($0).inserted }
  }

  /// The suite that makes the table's runs: a name of one that comes with the program, or a file; `nil` where none is known.
  package var suite: String? {
    switch source {
    case .embedded(let file): file.replacing("_", with: "-")
    case .loaded: namedSuite
    }
  }

  /// The datasets of its column groups: the papers' order, then any other by name.
  ///
  /// - Throws: `ReportFailure` if the published table cannot be read.
  package func datasets() throws(ReportFailure) -> [String] {
    let order = ["CUHK-PEDES", "ICFG-PEDES", "RSTPReid"]
    let named = Set(try rows().flatMap(\.published.keys))
    return order.filter(named.contains) + named.subtracting(order).sorted()
  }

  /// The noise rates of its rows, `0...1`, in its order.
  ///
  /// - Throws: `ReportFailure` if the published table cannot be read.
  package func noiseRates() throws(ReportFailure) -> [Double] {
    var seen: Set<Double> = []
    return try rows().map(\.noise).filter { seen.insert($0).inserted }
  }

  /// The published cells.
  ///
  /// - Throws: `ReportFailure` if the published table cannot be read.
  func published() throws(ReportFailure) -> PublishedTable {
    switch source {
    case .embedded(let name): try PublishedTable.load(named: name)
    case .loaded(let table): table
    }
  }

  /// The rows in the paper's order, each with the numbers of all datasets.
  func rows() throws(ReportFailure) -> [PaperRow] {
    let table = try published()
    var rows: [PaperRow] = []
    var places: [PaperRow.Identity: Int] = [:]
    for index in table.rows.indices {
      let row = describe { table.text($0, row: index) }
      let place = places[row.identity, default: rows.count]
      if place == rows.count { rows.append(row) }
      places[row.identity] = place
      let dataset = table.text("dataset", row: index)
      var values: [Metric: Double] = [:]
      for metric in Metric.allCases { values[metric] = table.value(metric, row: index) }
      rows[place].published[dataset.isEmpty ? "CUHK-PEDES" : dataset] = values
    }
    return rows
  }

  /// The paper's heading of a metric.
  func heading(of metric: Metric) -> String {
    metric.title.replacing("R@", with: recallPrefix)
  }

  /// A tick where something is there.
  static func tick(_ isThere: Bool) -> String { isThere ? "✓" : "" }
}
