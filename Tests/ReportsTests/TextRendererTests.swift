import Testing

@testable import Reports

@Suite struct TextRendererTests {
  static let table = ReportTable(
    title: "Two datasets",
    rowHeadings: ["Noise", "Method"],
    columns: ["R@1", "mAP"].map { ReportColumn(["CUHK-PEDES", ReportLabel($0)]) }
      + [ReportColumn([ReportLabel("RSTP", marks: ["†"]), "R@1"])],
    blocks: [
      [
        ReportRow(["20%", "IRRA"], [.number(69.7), .number(62.28), .failed]),
        ReportRow(["20%", "RDE"], [.number(9.46, deviation: 0.5, count: 2), .number(66.13), .notRun]),
      ],
      [ReportRow(["50%", "中文"], [.number(100), .notRun, .number(-3.2, isSigned: true)])],
    ],
    footnotes: [ReportFootnote(symbol: "†", keyword: "stand-in", "A stand-in.")],
    emphasisNote: "Bold: best."
  )

  @Test func columnsAlignAtTheirPoints() {
    let expected = """
      Two datasets

                            CUHK-PEDES         RSTP†
                       ────────────────────    ──────
      Noise  Method              R@1    mAP       R@1
      ───────────────────────────────────────────────
      20%    IRRA       69.70         62.28    failed
             RDE         9.46 ± 0.50  66.13         -
      ───────────────────────────────────────────────
      50%    中文      100.00             -     -3.20
      ───────────────────────────────────────────────

      † A stand-in.

      """
    #expect(Self.table.rendered(as: .text) == expected)
  }

  @Test func terminalStylesAreUsedOnlyWhenAskedFor() {
    let table = Self.table.emphasizingBest()
    let styled = table.rendered(as: .text, styling: ReportStyling(usesTerminalStyles: true))
    #expect(styled.contains("\u{1b}[1m69.70\u{1b}[0m"))
    #expect(styled.contains("\u{1b}[4m9.46\u{1b}[0m ± 0.50"))
    #expect(styled.contains("Bold: best."))
    let plain = table.rendered(as: .text)
    #expect(!plain.contains("\u{1b}") && !plain.contains("Bold"))
    // What is bold is not seen here; that it has not as many seeds as what it is compared with, is.
    #expect(plain.contains("69.70*         62.28") && plain.contains("9.46 ± 0.50*  66.13"), "\(plain)")
    #expect(plain.contains("* Best or second best among numbers over unequal numbers of seeds"))
    let stripped = styled.replacing("\u{1b}[1m", with: "").replacing("\u{1b}[4m", with: "").replacing(
      "\u{1b}[0m",
      with: ""
    )
    #expect(stripped.replacing("Bold: best.\n", with: "") == plain)
  }

  @Test func noLineIsWiderThanTheTerminal() {
    let text = Self.table.rendered(as: .text, styling: ReportStyling(maximumWidth: 40))
    #expect(text.split(separator: "\n").allSatisfy { String($0).terminalWidth <= 40 })
    #expect(text.components(separatedBy: "Noise  Method").count == 3)
    #expect(text.components(separatedBy: "A stand-in.").count == 2)
  }
}
