import BenchCore
import Testing

@testable import Reports

/// Parts of papers' tables, and how much of a terminal they take.
@Suite struct PaperPartTests {
  private func parts(_ names: [String], _ datasets: [String]?, _ noise: [Double]?) throws -> [PaperComparison] {
    try PaperComparison.parts(of: names.map { try PaperTable.named($0) }, datasets: datasets, noiseRates: noise)
  }

  @Test func aPartHasTheRowsAndColumnsThatWereChosen() throws {
    let part = try #require(try parts(["rde-1"], ["RSTPReid"], [0.2, 0.5]).first)
    let table = try part.table(of: [])
    #expect(Set(table.columns.map(\.headings[0].text)) == ["RSTPReid"] && table.columns.count == 5 * 3)
    #expect(Set(table.blocks.joined().map(\.headers[0].text)) == ["20%", "50%"] && table.blocks.count == 2)
    #expect(table.blocks.joined().count == 2 * 6 * 2)
    // RDE at 20%, Best, in the paper.
    let row = try #require(table.blocks[0].first { $0.headers.map(\.text) == ["20%", "RDE", "Best"] })
    #expect(row.cells[0].number?.value == 64.45)
    let whole = try #require(try parts(["rde-1"], nil, nil).first)
    #expect(try whole.table(of: []) == PaperComparison(.rde1).table(of: []))
    #expect(try whole.shownDatasets() == ["CUHK-PEDES", "ICFG-PEDES", "RSTPReid"])
    #expect(try whole.shownNoiseRates() == [0, 0.2, 0.5] && part.shownNoiseRates() == [0.2, 0.5])
  }

  @Test func ofSeveralTablesThoseWithoutAnyOfItAreLeftOut() throws {
    let names = PaperTable.all.map(\.name)
    #expect(try parts(names, ["RSTPReid"], nil).map(\.table.name) == ["rde-1", "rde-3", "amns-2"])
    #expect(try parts(names, nil, [0.8]).map(\.table.name) == ["rde-3", "rde-8"])
    #expect(try parts(names, ["RSTPReid"], [0, 0.8]).map(\.noiseRates) == [[0], [0.8], [0]])
  }

  @Test func whatATableDoesNotHaveIsRefusedWithWhatItHas() throws {
    func message(_ names: [String], _ datasets: [String]?, _ noise: [Double]?) -> String {
      do {
        return "\(try parts(names, datasets, noise).count)"
      } catch { return "\(error)" }
    }
    #expect(message(["rde-2"], ["RSTPReid"], nil) == "rde-2 has no dataset RSTPReid; there is CUHK-PEDES")
    #expect(message(["rde-1"], nil, [0.2, 0.8]) == "rde-1 has no noise of 80%; there is 0%, 20%, 50%")
    #expect(
      message(["rde-1", "rde-2"], ["RSTP"], nil).contains("rde-1, rde-2 have no dataset RSTP; there is CUHK-PEDES,"))
    #expect(message(["rde-2", "amns-2"], ["RSTPReid"], [0.5]).contains("without --datasets or --noise"))
    var comparison = PaperComparison(.rde1)
    comparison.noiseRates = [0.3]
    #expect(throws: ReportFailure.notInTable("noise of 30%", tables: ["rde-1"], known: ["0%", "20%", "50%"])) {
      try comparison.table(of: [])
    }
  }

  @Test func theSuiteOfATableIsItsOwnOrTheOneThatItNames() throws {
    #expect(PaperTable.all.map(\.suite).prefix(2) == ["rde-table1", "rde-table2"])
    func suite(_ line: String, file: String = "tables/mine.csv") throws -> String? {
      let text = "# title: t\n# citation: c\n\(line)method,r1,r5,r10,map,minp\nRDE,1,2,3,4,5\n"
      return try PaperTable(name: file, text: text).suite
    }
    #expect(try suite("") == nil)
    #expect(try suite("# suite: rde-table1\n") == "rde-table1")
    #expect(try suite("# suite: mine.yaml\n") == "tables/mine.yaml")
    #expect(try suite("# suite: ../s/mine.yaml\n") == "tables/../s/mine.yaml")
    #expect(try suite("# suite: mine.yaml\n", file: "mine.csv") == "mine.yaml")
    #expect(try suite("# suite: /s/mine.yaml\n") == "/s/mine.yaml")
  }

  @Test func aWordOfTheCommandInQuotesIsNotBroken() throws {
    var comparison = PaperComparison(.rde2)
    let words = ["'my own data'", "'it'\\''s a folder'"]
    comparison.remainder = ReportFootnote(
      "Missing:", command: "bench sweep --data-root \(words[0]) --results \(words[1])")
    let table = try comparison.table(of: [])
    for width in 24...80 {
      let text = table.rendered(as: .text, styling: ReportStyling(maximumWidth: width))
      #expect(words.allSatisfy { text.contains($0) }, "\(width)")
    }
  }

  @Test func whatIsMissingIsTheLastNote() throws {
    var comparison = PaperComparison(.rde2)
    #expect(try comparison.table(of: []).footnotes.allSatisfy { !$0.text.contains("bench sweep") })
    let command = "bench sweep --suite rde-table2 --weights ViT-B-16.pt --data-root 'my data' --results Results"
    comparison.remainder = ReportFootnote("Measured: 0 of 7 runs; to make them:", command: command)
    let table = try comparison.table(of: [])
    #expect(table.footnotes.last?.text == "Measured: 0 of 7 runs; to make them: \(command)")
    // In a terminal it is a command that can be pasted.
    let text = table.rendered(as: .text, styling: ReportStyling(maximumWidth: 72))
    let lines = text.split(separator: "\n").drop { !$0.hasPrefix("Measured") }.dropFirst().map(String.init)
    #expect(lines.count > 1 && lines[0].hasPrefix("  bench sweep --suite") && lines[0].hasSuffix(" \\"))
    #expect(
      lines.prefix { !$0.hasPrefix("Left") }.joined().replacing(" \\", with: "").split { $0 == " " }.joined(
        separator: " ")
        == command)
  }

  // MARK: - Width

  /// Two runs of every row of every table that can be trained: numbers with their deviations.
  private static func everything() throws -> [RunRecord] {
    try PaperTable.all.flatMap { table in
      try table.rows().flatMap { row -> [RunRecord] in
        guard row.checkpoint == .best, let selector = PaperBindings.standard.systems[row.system] else { return [] }
        let method = selector.methods.sorted()[0]
        let fields = selector.configuration.merging(selector.newerFields) { $1 }
        return row.published.keys.sorted().flatMap { dataset in
          [1, 2].map { (seed: UInt64) in
            let spec = RunFixtures.spec(
              dataset: dataset, noise: row.noise, method: method, seed: seed, configuration: fields)
            return RunFixtures.run(spec, label: row.system, best: 60.1 + Double(seed) * 3, last: 40)
          }
        }
      }
    }
    .reduce(into: [RunRecord]()) { runs, run in
      if !runs.contains(where: { $0.spec == run.spec }) { runs.append(run) }
    }
  }

  @Test(arguments: PaperTable.all.map(\.name), [80, 100]) func noLineIsWiderThanTheTerminal(
    name: String, width: Int
  ) throws {
    let all = try Self.everything()
    for numbers in PaperComparison.Numbers.allCases {
      for (runs, blocksOfLines) in [([], 3), (all, width == 80 ? 15 : 8)] {
        let table = try PaperComparison(.named(name), numbers: numbers).table(of: runs)
        let text = table.rendered(as: .text, styling: ReportStyling(maximumWidth: width))
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        let widest = lines.max { String($0).terminalWidth < String($1).terminalWidth } ?? ""
        #expect(String(widest).terminalWidth <= width, "\(numbers): \(widest)")
        // Rows, rules and headings of a part, and the notes once.
        let part = table.blocks.joined().count + table.blocks.count + 8
        #expect(lines.count <= blocksOfLines * part + 40, "\(numbers), \(runs.count) runs: \(lines.count) lines")
        // Every number of the table is in some part.
        let shown = text.split { $0.isWhitespace }.count { Double($0) != nil }
        let numbersOfTable = table.blocks.joined().flatMap(\.cells).count { $0.number != nil }
        #expect(shown >= numbersOfTable, "\(numbers)")
      }
    }
  }

  @Test func columnsWithoutANumberAreLeftOutWhereTheTableIsTooWide() throws {
    let run = RunFixtures.run(
      RunFixtures.spec(dataset: "RSTPReid", noise: 0.5, configuration: PaperTableTests.rde), best: 50, last: 49)
    let table = try PaperComparison(.rde1).table(of: [run])
    let narrow = table.withoutEmptyColumns()
    #expect(table.columns.count == 3 * 5 * 3 && narrow.columns.count == 2 * 5 + 5 * 3)
    #expect(
      narrow.footnotes.last?.text
        == "Left out, for nothing is in them: the columns measured, diff. of CUHK-PEDES, ICFG-PEDES.")
    #expect(narrow.withoutEmptyColumns() == narrow)
    #expect(narrow.blocks.joined().allSatisfy { $0.cells.count == narrow.columns.count })
    // Nothing at all is not left out.
    let nothing = try PaperComparison(.rde1, numbers: .measured).table(of: [])
    #expect(nothing.withoutEmptyColumns() == nothing)
    // As wide as it likes, the table is whole.
    #expect(!table.rendered(as: .text).contains("Left out"))
  }
}
