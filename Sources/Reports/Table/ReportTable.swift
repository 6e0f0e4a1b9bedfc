/// A table as a value: what it says, without how any format writes it.
///
/// Every renderer reads this one type, so a table is built once, tested from literals, and comes out the same in the
/// terminal, Markdown, CSV, LaTeX, HTML and JSON. Texts are plain: escaping is the renderers' business.
public struct ReportTable: Sendable, Equatable {
  /// The caption.
  public var title: String
  /// One heading for each row header, such as `Noise`, `Method`, `Checkpoint`.
  public var rowHeadings: [String]
  /// The columns of cells, left to right.
  public var columns: [ReportColumn]
  /// Rows in blocks; a rule separates two blocks.
  public var blocks: [[ReportRow]]
  /// Notes below the table, in order.
  public var footnotes: [ReportFootnote]
  /// What bold and underline mean; shown only by formats that show them.
  public var emphasisNote: String?

  /// Creates a table; a row with fewer cells than there are columns is filled up with `notRun`.
  public init(
    title: String,
    rowHeadings: [String],
    columns: [ReportColumn],
    blocks: [[ReportRow]],
    footnotes: [ReportFootnote] = [],
    emphasisNote: String? = nil
  ) {
    self.title = title
    self.rowHeadings = rowHeadings
    self.columns = columns
    self.blocks = blocks
    self.footnotes = footnotes
    self.emphasisNote = emphasisNote
  }
}

/// A piece of a heading, with the symbols of the footnotes it refers to.
public struct ReportLabel: Sendable, Hashable, ExpressibleByStringLiteral {
  /// The text.
  public var text: String
  /// Symbols such as `†`; each belongs to a footnote of the table.
  public var marks: [String]

  /// Creates a label.
  public init(_ text: String, marks: [String] = []) {
    self.text = text
    self.marks = marks
  }

  /// Creates a label without marks.
  public init(stringLiteral value: String) {
    self.init(value)
  }
}

/// A column of cells.
public struct ReportColumn: Sendable, Equatable {
  /// Which numbers of a column are the good ones.
  public enum Ranking: Sendable, Equatable {
    case higherIsBetter, lowerIsBetter, unranked
  }

  /// Headings from the outermost group to the column itself, such as `CUHK-PEDES`, `R-1`.
  ///
  /// Neighbours that share their outer headings are drawn below one group heading.
  public var headings: [ReportLabel]
  /// How the column's numbers are ranked.
  public var ranking: Ranking

  /// Creates a column.
  public init(_ headings: [ReportLabel], ranking: Ranking = .higherIsBetter) {
    self.headings = headings
    self.ranking = ranking
  }
}

/// A row: its headers, then one cell for each column.
public struct ReportRow: Sendable, Equatable {
  /// One header for each of the table's row headings.
  public var headers: [ReportLabel]
  /// The cells, in column order.
  public var cells: [ReportCell]
  /// Rows are ranked against the rows of their block with the same group.
  public var rankingGroup: String

  /// Creates a row.
  public init(_ headers: [ReportLabel], _ cells: [ReportCell], rankingGroup: String = "") {
    self.headers = headers
    self.cells = cells
    self.rankingGroup = rankingGroup
  }
}

/// A note below a table.
public struct ReportFootnote: Sendable, Equatable {
  /// The symbol that labels and cells refer to; `nil` for a general note.
  public var symbol: String?
  /// A word that stands for the symbol where no footnote can be shown, as in CSV: `stand-in`.
  public var keyword: String?
  /// The note.
  public var text: String

  /// Creates a general note.
  public init(_ text: String) {
    self.text = text
  }

  /// Creates a note that labels and cells refer to.
  public init(symbol: String, keyword: String, _ text: String) {
    self.symbol = symbol
    self.keyword = keyword
    self.text = text
  }
}
