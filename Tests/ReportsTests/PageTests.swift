import BenchCore
import Foundation
import TestSupport
import Testing

@testable import Reports

/// The page of a report.
@Suite struct PageTests {
  /// Closes what a page or an attribute could be in. The last has marks behind the quotes that make them other graphemes.
  static let hostile = "</script><script>alert(1)</script>\" onerror='x' =1+1 & %_\\ \"\u{301} '\u{301} <\u{301}i>"

  private static func page() -> ReportPage {
    let method = RunFixtures.run(
      RunFixtures.spec(noise: 0.5, method: "irra", epochs: 4), label: hostile, best: 50, last: 35, bestEpoch: 2,
      curve: [25, 50, 42, 35])
    let failure = RunFixtures.run(
      RunFixtures.spec(dataset: hostile, noise: 0.2), label: hostile, best: nil, outcome: .failed(hostile))
    let runs = FigureTests.runs + [method, failure]
    var page = ReportPage(title: hostile, runs: runs.enumerated().map { ("\(hostile)\($0).h5", $1) })
    page.warnings = [hostile]
    page.figureOmissions = [hostile]
    page.figures = CurvesFigure.figures(of: runs)
    page.galleries = [
      ReportGallery(
        title: hostile, text: hostile,
        items: [
          ReportGallery.Item(
            file: "galleries/\(hostile).png", caption: hostile, note: hostile, alternativeText: hostile, width: 10,
            height: 10)
        ], dataset: hostile),
      ReportGallery(title: "None", text: "No pictures: there is no such dataset", dataset: "RSTPReid"),
    ]
    return page
  }

  /// Whatever texts hold comes out as text.
  @Test func textsStayTexts() throws {
    let html = try Self.page().html()
    #expect(!html.contains("alert(1)</script>"))
    #expect(html.components(separatedBy: "<script").count == 2, "only the page's own script")
    // As scalars: a mark behind a quote makes another Character of it.
    let scalars = Array(html.unicodeScalars)
    for mark in scalars.indices where scalars[mark] == "\u{301}" {
      #expect(!["\"", "'", "<"].contains(scalars[mark - 1]))
    }
    #expect(html.contains("&lt;/script&gt;&lt;script&gt;alert(1)&lt;/script&gt;&quot; onerror=&#39;x&#39;"))
    #expect(html.contains("galleries/%3C/script%3E%3Cscript%3E"))
    #expect(!html.contains("http://") && !html.contains("https://"))
  }

  @Test func partsWithoutContentAreLeftOut() throws {
    let bare = try ReportPage(title: "t", runs: [("a.h5", RunFixtures.sweep[0])]).html()
    for id in ["papers", "figures", "galleries"] { #expect(!bare.contains("id=\"\(id)\"")) }
    #expect(!bare.contains("class=\"warnings\""))
    #expect(bare.contains("71.00"))
    let full = try Self.page().html()
    for id in ["results", "figures", "galleries", "runs"] { #expect(full.contains("id=\"\(id)\"")) }
    #expect(full.contains("failed: "))
  }

  /// Nothing has failed where a figure has nothing to show.
  @Test func figuresThatAreLeftOutAreNamedBesideTheOthers() throws {
    var page = ReportPage(title: "t", runs: [("a.h5", RunFixtures.sweep[0])])
    page.figureOmissions = ["no figure noise"]
    let html = try page.html()
    #expect(html.contains("id=\"figures\"") && html.contains("<p class=\"omission\">no figure noise</p>"))
    #expect(!html.contains("class=\"warnings\""))
  }

  @Test func figuresSayTheirNumbers() throws {
    let figure = try #require(CurvesFigure.figures(of: FigureTests.runs, order: FigureTests.order).first)
    #expect(
      figure.numbers == [
        "20% noise: IRRA 30.00 at 1 to 65.00 at 4, highest 66.00 at 3",
        "50% noise: IRRA 25.00 at 1 to 35.00 at 4, highest 50.00 at 2; RDE 21.00 at 1 to 62.50 at 4",
      ])
    #expect(
      figure.alternativeText == "R@1 during training on CUHK-PEDES. R@1 on the test split (%) against epoch. "
        + "Panels: 20% noise, 50% noise. Shown: IRRA, RDE, Best, Last.")
  }

  @Test func namesOfFilesDiffer() {
    let figures = ["ä", "ö", "ü", "A", "a"].map {
      LineFigure(name: $0, title: "", xLabel: "", yLabel: "", panels: [], legend: [])
    }
    #expect(figures.uniquelyNamed.map(\.name) == ["-", "---2", "---3", "A", "a--2"])
  }
}
