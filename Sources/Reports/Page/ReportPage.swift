package import BenchCore
import Mustache

/// The page of a report: tables, figures and galleries in one HTML file that needs no network.
package struct ReportPage: Sendable {
  /// The heading.
  package var title: String
  /// The runs that the page is about.
  package var runs: [(file: String, record: RunRecord)]
  /// Files that could not be read, each with its reason.
  package var warnings: [String]
  /// Papers' tables with measured numbers.
  package var paperTables: [ReportTable]
  /// Drawn figures.
  package var figures: [LineFigure]
  /// Why figures are left out that the runs might have.
  package var figureOmissions: [String] = []
  /// The folder of the figures' files, relative to the page.
  package var figureFolder: String
  /// Galleries, or why there are none.
  package var galleries: [ReportGallery]
  /// The order of methods and datasets.
  package var order: DisplayOrder
  /// What the methods' papers leave open.
  package var decisions = OpenDecisions()

  /// Creates a page of runs; everything else can be added.
  package init(title: String, runs: [(file: String, record: RunRecord)]) {
    self.title = title
    self.runs = runs
    warnings = []
    paperTables = []
    figures = []
    figureFolder = "figures"
    galleries = []
    order = DisplayOrder()
  }

  /// The page as HTML.
  ///
  /// - Throws: `ReportFailure` if a table cannot be made.
  package func html() throws -> String {
    let template = try MustacheTemplate(string: Self.text(PackageResources.page_mustache))
    return template.render(try model())
  }

  private func model() throws -> [String: Any] {
    let records = runs.map(\.record)
    let tables = try datasetTables(records)
    let failures = runs.filter { $0.record.outcome != .finished }
    return [
      "title": Markup(text: title),
      "style": Markup(html: Self.text(PackageResources.page_css)),
      "script": Markup(html: Self.text(PackageResources.page_js)),
      "summary": Markup(text: summary(records)),
      "warnings": (warnings + failures.map { "\($0.file): \(RunSummary($0.record).outcome)" }).map(Markup.init(text:)),
      "hasWarnings": !warnings.isEmpty || !failures.isEmpty,
      "filters": filters(tables),
      "datasets": tables.map {
        ["name": Markup(text: $0.dataset), "table": Markup(html: Self.renderer.render($0.table))]
      },
      "papers": paperTables.map { Markup(html: Self.renderer.render($0)) },
      "hasPapers": !paperTables.isEmpty,
      "figures": figures.map(figure),
      "figureOmissions": figureOmissions.map(Markup.init(text:)),
      "hasFigures": !figures.isEmpty || !figureOmissions.isEmpty,
      "galleries": galleries.map(\.model),
      "hasGalleries": !galleries.isEmpty,
      "runs": runs.map(provenance),
    ]
  }

  private static let renderer = HTMLRenderer(isSortable: true)

  private func summary(_ records: [RunRecord]) -> String {
    let finished = records.count { $0.outcome == .finished }
    func names(_ values: [String]) -> String {
      values.reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }.joined(separator: ", ")
    }
    let rates = Set(records.map(\.spec.noise.rate)).sorted().map(\.percentText).joined(separator: ", ")
    let seeds = Set(records.map(\.spec.seed)).count
    let precisions = records.compactMap(\.spec.setup?.arithmetic.shownText).sorted()
    return "\(finished) finished run\(finished == 1 ? "" : "s")"
      + (finished < records.count ? ", \(records.count - finished) failed" : "")
      + ". Methods: \(names(records.map(\.label).sorted())). Datasets: \(names(records.map(\.spec.dataset.id).sorted()))."
      + (precisions.isEmpty ? "" : " Precision: \(names(precisions)).")
      + " Noise: \(rates). \(seeds) seed\(seeds == 1 ? "" : "s")."
  }

  /// A Best/Last table for each dataset.
  private func datasetTables(_ records: [RunRecord]) throws -> [(dataset: String, table: ReportTable)] {
    return try order.sorted(datasets: Set(records.map(\.spec.dataset.id))).map { id in
      var layout = RunTableLayout.bestLast(
        title: "Text-to-image retrieval on \(id) (test split, %)", order: order)
      layout.decisions = decisions
      return (id, try RunTable.table(of: records.filter { $0.spec.dataset.id == id }, layout: layout))
    }
  }

  /// What the tables' rows can be filtered by.
  private func filters(_ tables: [(dataset: String, table: ReportTable)]) -> [[String: Any]] {
    let rows = tables.flatMap { $0.table.blocks.joined() }
    func values(_ column: Int) -> [String] {
      rows.reduce(into: [String]()) { values, row in
        if column < row.headers.count, !values.contains(row.headers[column].text) {
          values.append(row.headers[column].text)
        }
      }
    }
    let all = [
      ("dataset", "Dataset", tables.map(\.dataset)), ("noise", "Noise", values(0)), ("method", "Method", values(1)),
      ("checkpoint", "Checkpoint", values(2)),
    ]
    return all.map { key, name, values in
      ["key": Markup(text: key), "name": Markup(text: name), "values": values.map(Markup.init(text:))]
    }
  }

  private func figure(_ figure: LineFigure) -> [String: Any] {
    func link(_ ending: String) -> Markup { Markup(link: "\(figureFolder)/\(figure.name).\(ending)") }
    let layout = FigureLayout(figure)
    return [
      "title": Markup(text: figure.title), "alt": Markup(text: figure.alternativeText),
      "numbers": figure.numbers.map(Markup.init(text:)), "note": Markup(text: figure.note),
      "png": link("png"), "svg": link("svg"), "csv": link("csv"), "script": link("gp"),
      "width": layout.width, "height": layout.height, "least": 7 * layout.width / 10, "isWide": figure.panels.count > 1,
      "isShort": figure.numbers.reduce(0) { $0 + $1.count } < 700,
    ]
  }

  private func provenance(_ run: (file: String, record: RunRecord)) -> [String: Markup] {
    let (record, provenance) = (run.record, run.record.provenance)
    let seconds = max(0, provenance.endedAt - provenance.startedAt)
    return [
      "file": Markup(text: run.file), "outcome": Markup(text: RunSummary(record).outcome),
      "signature": Markup(text: String(record.signature.prefix(12))),
      "tool": Markup(text: [provenance.toolVersion, provenance.commit].compactMap(\.self).joined(separator: " ")),
      "torch": Markup(text: provenance.torchVersion ?? ""), "device": Markup(text: provenance.device),
      "seconds": Markup(text: ReportNumber(seconds, precision: 0).valueText),
      "actual": Markup(text: record.knownNoiseRate?.percentText ?? "unknown"),
    ]
  }

  private static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
}
