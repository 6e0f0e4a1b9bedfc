import BenchCore

/// Writes tables as JSON, numbers with all their digits.
package struct JSONRenderer: Sendable {
  package init() {}

  /// The table as one object with sorted keys.
  ///
  /// `columns[i].headings` names a column, `rows[j].headers[heading]` a row; a cell has a `state` (`value`, `text`,
  /// `not-run` or `failed`), and a value its `value`, `runs`, over several runs `deviation`, and
  /// where asked for `interval`, and where equal similarities decide it `tie_range`.
  /// `constants` are what all numbers share, such as `direction`.
  package func render(_ table: ReportTable) -> String {
    let document = Document(
      title: table.title,
      columns: table.columns.map { column in
        Document.Column(headings: column.headings.map(\.text), marks: column.headings.flatMap(\.marks).nonEmpty)
      },
      rows: table.blocks.enumerated().flatMap { block, rows in
        rows.map { row in
          Document.Row(
            block: block,
            headers: Dictionary(
              zip(table.rowHeadings, row.headers.map(\.text)),
              uniquingKeysWith: { first, _ in first }
            ),
            marks: row.headers.flatMap(\.marks).nonEmpty,
            cells: row.cells.map(Document.Cell.init)
          )
        }
      },
      constants: table.constants,
      footnotes: table.footnotes.map { Document.Footnote(symbol: $0.symbol, keyword: $0.keyword, text: $0.text) }
    )
    // All of a table has a JSON form, so there is nothing that could not be encoded.
    return ((try? document.reportJSON()) ?? "") + "\n"
  }

  private struct Document: Encodable {
    var title: String
    var columns: [Column]
    var rows: [Row]
    var constants: [String: String]
    var footnotes: [Footnote]

    struct Column: Encodable {
      var headings: [String]
      var marks: [String]?
    }

    struct Row: Encodable {
      var block: Int
      var headers: [String: String]
      var marks: [String]?
      var cells: [Cell]
    }

    struct Footnote: Encodable {
      var symbol: String?
      var keyword: String?
      var text: String
    }

    struct Cell: Encodable {
      var state: String
      var value: Double?
      var deviation: Double?
      var interval: [Double]?
      var tieRange: [Double]?
      var runs: Int?
      var text: String?
      var emphasis: String?
      var marks: [String]?

      init(_ cell: ReportCell) {
        switch cell.content {
        case .number(let number):
          state = "value"
          value = number.value
          deviation = number.deviation
          interval = number.interval.map { [$0.lowerBound, $0.upperBound] }
          tieRange = number.tieRange.map { [$0.lowerBound, $0.upperBound] }
          runs = number.count
        case .text(let text):
          state = "text"
          self.text = text
        case .notRun: state = "not-run"
        case .failed: state = "failed"
        }
        emphasis = cell.emphasis == .none ? nil : cell.emphasis.rawValue
        marks = cell.marks.nonEmpty
      }
    }
  }
}

extension Array {
  fileprivate var nonEmpty: [Element]? { isEmpty ? nil : self }
}
