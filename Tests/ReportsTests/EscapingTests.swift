import Foundation
import Testing

@testable import Reports

/// Texts with the control characters of every format come out as text in each of them.
@Suite struct EscapingTests {
  static let hostile = #"<b>&'a'"</b> a|b *c* _d_ \x{y} $z$ 5% #1 ~t ^u `v` [w]"#

  static let table = ReportTable(
    title: hostile,
    rowHeadings: [hostile],
    columns: [ReportColumn([ReportLabel(hostile), ReportLabel(hostile)])],
    blocks: [[ReportRow([ReportLabel(hostile)], [.text(hostile)])]],
    footnotes: [ReportFootnote(hostile)]
  )

  @Test func html() {
    let escaped =
      #"&lt;b&gt;&amp;&#39;a&#39;&quot;&lt;/b&gt; a|b *c* _d_ \x{y} $z$ 5% #1 ~t ^u `v` [w]"#
    let text = Self.table.rendered(as: .html)
    // The table's seven places, the page's title, and what the table's frame is called.
    #expect(text.components(separatedBy: escaped).count == 10)
    #expect(!text.contains("<b>"))
    #expect(text.contains("<caption>\(escaped)</caption>"))
    #expect(text.contains("<td class=\"start\">\(escaped)</td>"))
  }

  @Test func markdown() {
    let escaped =
      ##"\<b\>\&'a'"\</b\> a\|b \*c\* \_d\_ \\x{y} \$z\$ 5% \#1 \~t ^u \`v\` \[w\]"##
    let text = Self.table.rendered(as: .markdown)
    #expect(text.hasPrefix("### \(escaped)\n"))
    #expect(text.components(separatedBy: escaped).count == 8)
    #expect(text.hasSuffix("- \(escaped)\n"))
  }

  @Test func latex() {
    let escaped =
      #"\textless{}b\textgreater{}\&'a'\char34{}\textless{}/b\textgreater{} a\textbar{}b *c* \_d\_ "#
      + ##"\textbackslash{}x\{y\} \$z\$ 5\% \#1 \textasciitilde{}t \textasciicircum{}u "##
      + #"\textasciigrave{}v\textasciigrave{} [w]"#
    let text = Self.table.rendered(as: .latex)
    #expect(text.components(separatedBy: escaped).count == 8)
  }

  @Test func csv() {
    let quoted = #""<b>&'a'""</b> a|b *c* _d_ \x{y} $z$ 5% #1 ~t ^u `v` [w]""#
    let twice = "\(quoted.dropLast()) \(quoted.dropFirst())"
    #expect(Self.table.rendered(as: .csv) == "\(quoted),\(twice)\n\(quoted),\(quoted)\n")
  }

  @Test func json() throws {
    let text = Self.table.rendered(as: .json)
    let object = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    #expect(object["title"] as? String == Self.hostile)
    let row = try #require((object["rows"] as? [[String: Any]])?.first)
    #expect(row["headers"] as? [String: String] == [Self.hostile: Self.hostile])
    #expect((row["cells"] as? [[String: Any]])?.first?["text"] as? String == Self.hostile)
  }

  @Test(arguments: [ReportFormat.text, .markdown, .latex, .html])
  func controlCharactersDoNotLeaveTheirCell(format: ReportFormat) {
    let table = ReportTable(
      title: "t",
      rowHeadings: ["h"],
      columns: [ReportColumn(["c"])],
      blocks: [[ReportRow(["a\r\nb\tc"], [.text("\u{1b}[31mred\u{7}\u{2028}x")])]]
    )
    let text = table.rendered(as: format)
    #expect(text.contains("a b c"))
    #expect(
      !text.unicodeScalars.contains { $0 == "\u{1b}" || $0 == "\u{7}" || $0 == "\t" || $0 == "\r" || $0 == "\u{2028}" }
    )
  }

  @Test(arguments: ["=1+1", "+BSDM", "-2", "@SUM(A1)", "\tx", "\rx"])
  func textsThatSpreadsheetsWouldComputeAreDisarmed(text: String) {
    #expect(CSVRenderer.quoted(text) == "\"'\(text)\"")
  }

  @Test func csvKeepsCommasQuotesAndLineBreaks() {
    #expect(CSVRenderer.quoted("") == "\"\"")
    #expect(CSVRenderer.quoted("a,b") == "\"a,b\"")
    #expect(CSVRenderer.quoted("say \"x\"\nthen") == "\"say \"\"x\"\"\nthen\"")
    #expect(CSVRenderer.quoted("ä–✓") == "\"ä–✓\"")
  }

  @Test func latexSetsSymbolsOfFootnotes() {
    #expect(LaTeXRenderer.escaped("a ± b† – ✓") == #"a $\pm$ b\dag{} -- $\checkmark$"#)
  }

  @Test func gnuplotTextsStayInTheirQuotes() {
    #expect(GnuplotRenderer.quoted("`touch x` @y \"z\" \\n\nw") == "'`touch x` @y \"z\" \\n w'")
    #expect(GnuplotRenderer.quoted("'q' `x` \"\\ é") == #""\047q\047 \140x\140 \042\134 é""#)
  }
}
