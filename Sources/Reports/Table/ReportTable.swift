/// A table as a value: what it says, without how any format writes it.
///
/// Every renderer reads this one type, so a table is built once, tested from literals, and comes out the same in the
/// terminal, Markdown, CSV, LaTeX, HTML and JSON. Texts are plain: escaping is the renderers' business.
package struct ReportTable: Sendable, Equatable {
  /// The caption.
  package var title: String
  /// One heading for each row header, such as `Noise`, `Method`, `Checkpoint`.
  package var rowHeadings: [String]
  /// The columns of cells, left to right.
  package var columns: [ReportColumn]
  /// Rows in blocks; a rule separates two blocks.
  package var blocks: [[ReportRow]]
  /// Notes below the table, in order.
  package var footnotes: [ReportFootnote]
  /// What bold and underline mean; shown only by formats that show them.
  package var emphasisNote: String?
  /// What is the same for all numbers and said in title or notes alone, such as `direction`: for formats that have neither.
  package var constants: [String: String] = [:]
  /// What LaTeX's `\ref` calls the table; `nil` for a table that nothing refers to.
  package var label: String?

  /// Creates a table; a row with fewer cells than there are columns is filled up with `notRun`.
  package init(
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
package struct ReportLabel: Sendable, Hashable, ExpressibleByStringLiteral {
  /// The text.
  package var text: String
  /// Symbols such as `†`; each belongs to a footnote of the table.
  package var marks: [String]

  package init(_ text: String, marks: [String] = []) {
    self.text = text
    self.marks = marks
  }

  package init(stringLiteral value: String) {
    self.init(value)
  }
}

/// A column of cells.
package struct ReportColumn: Sendable, Equatable {
  /// Which numbers of a column are the good ones.
  package enum Ranking: Sendable, Equatable {
    case higherIsBetter, lowerIsBetter, unranked
  }

  /// Headings from the outermost group to the column itself, such as `CUHK-PEDES`, `R@1`.
  ///
  /// Neighbours that share their outer headings are drawn below one group heading.
  package var headings: [ReportLabel]
  /// How the column's numbers are ranked.
  package var ranking: Ranking

  package init(_ headings: [ReportLabel], ranking: Ranking = .higherIsBetter) {
    self.headings = headings
    self.ranking = ranking
  }
}

/// A row: its headers, then one cell for each column.
package struct ReportRow: Sendable, Equatable {
  /// One header for each of the table's row headings.
  package var headers: [ReportLabel]
  /// The cells, in column order.
  package var cells: [ReportCell]
  /// Rows are ranked against the rows of their block with the same group.
  package var rankingGroup: String

  package init(_ headers: [ReportLabel], _ cells: [ReportCell], rankingGroup: String = "") {
    self.headers = headers
    self.cells = cells
    self.rankingGroup = rankingGroup
  }
}

/// A note below a table.
package struct ReportFootnote: Sendable, Equatable {
  /// The symbol that labels and cells refer to; `nil` for a general note.
  package var symbol: String?
  /// A word that stands for the symbol where no footnote can be shown, as in CSV: `stand-in`.
  package var keyword: String?
  /// The note.
  package var text: String
  /// The command that the text ends with, which can be pasted where it is printed; `nil` where it ends with none.
  package var command: String?

  /// Creates a general note.
  package init(_ text: String) {
    self.text = text
  }

  /// Creates a general note that ends with a command.
  package init(_ text: String, command: String) {
    self.text = "\(text) \(command)"
    self.command = command
  }

  /// Creates a note that labels and cells refer to.
  package init(symbol: String, keyword: String, _ text: String) {
    self.symbol = symbol
    self.keyword = keyword
    self.text = text
  }
}
