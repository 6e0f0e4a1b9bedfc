import BenchCore
import Testing

@testable import Reports

/// Labels, captions and columns of tables in LaTeX; LaTeXCompilationTests have a compiler read them.
@Suite struct LaTeXRendererTests {
  private static func table(_ columns: [[ReportCell]]) -> ReportTable {
    ReportTable(
      title: "Noise & more", rowHeadings: ["Method"], columns: columns.map { _ in ReportColumn(["G", "c"]) },
      blocks: [columns[0].indices.map { row in ReportRow(["m"], columns.map { $0[row] }) }])
  }

  private static func lines(_ table: ReportTable) -> [String] {
    LaTeXRenderer().render(table).split(separator: "\n").map(String.init)
  }

  @Test func tablesSayWhatTheyNeedAndWhatTheyAreCalled() throws {
    let named = NamedTable(name: "my table_1", table: Self.table([[.number(1)]]))
    let lines = Self.lines(named.table)
    #expect(lines[0] == #"% Preamble: \usepackage{booktabs,graphicx,amssymb,siunitx} (siunitx 3 or later)."#)
    #expect(lines.contains(#"\caption{Noise \& more}\label{tab:my-table-1}"#))
    let own = NamedTable(name: "other", table: named.table)
    #expect(own.table.label == "tab:my-table-1", "a label of its own stays")
    // Without a caption, \ref would show the number of the section.
    var bare = named.table
    bare.title = ""
    #expect(!LaTeXRenderer().render(bare).contains("\\label"))
    #expect(!LaTeXRenderer().render(Self.table([[.number(1)]])).contains("\\label"))
  }

  @Test func partsOfATableHaveLabelsOfTheirOwn() {
    var table = Self.table((1...3).map { [.number(Double($0))] })
    table.columns = ["A", "B", "C"].map { ReportColumn([ReportLabel($0), "c"]) }
    table.label = "tab:x"
    let text = LaTeXRenderer(columnsPerPanel: 1).render(table)
    #expect(text.matches(of: /\\label\{(.*?)\}/).map { String($0.1) } == ["tab:x", "tab:x-2", "tab:x-3"])
  }

  /// Room for the longest number and for what follows it; text columns are no numbers.
  @Test func columnsHaveTheRoomTheyNeed() throws {
    let table = Self.table([
      [.number(100.5), .number(7.48, deviation: 1.8, count: 3), .notRun],
      [.number(1.5, isSigned: true), .number(-12, isSigned: true), .number(0, isSigned: true)],
      [.number(-12, precision: 0), .number(1024, precision: 0), .failed],
      [.text("a"), .notRun, .failed],
      [.number(1, interval: -1...2), ReportCell(.number(ReportNumber(2)), marks: ["†"]), .notRun],
    ])
    let head = try #require(Self.lines(table).first { $0.hasPrefix("\\begin{tabular}") })
    #expect(
      head == #"\begin{tabular}{lS[table-format=3.2,table-space-text-post={{\scriptsize\,$\pm$\,1.80}}]"#
        + #"S[table-format=+2.2]S[table-format=-4.0]c"#
        + #"S[table-format=1.2,table-space-text-post={{\scriptsize~[$-$1.00, 2.00]}}]}"#)
    let rows = Self.lines(table).filter { $0.hasPrefix("m &") || $0.hasPrefix(" &") }
    #expect(rows.contains(#"m & 100.50 & +1.50 & -12 & {a} & 1.00{\scriptsize~[$-$1.00, 2.00]} \\"#))
    #expect(
      rows.contains(#"m & 7.48{\scriptsize\,$\pm$\,1.80} & -12.00 & 1024 & {--} & 2.00\textsuperscript{\dag{}} \\"#))
    #expect(rows.contains(#"m & {--} & 0.00 & {\textit{failed}} & {\textit{failed}} & {--} \\"#))
  }

  /// siunitx reads the number; bold and the line below it are around that.
  @Test func theBestIsBoldAndTheSecondUnderlined() {
    let table = Self.table([[.number(1), .number(3, deviation: 0.5, count: 2), .number(2)]]).emphasizingBest()
    let text = LaTeXRenderer().render(table)
    #expect(text.contains(#"m & \bfseries 3.00{\mdseries\scriptsize\,$\pm$\,0.50}\textsuperscript{*} \\"#))
    #expect(text.contains(#"m & 2.00\llap{\underline{\phantom{2.00}}}\textsuperscript{*} \\"#))
  }
}
