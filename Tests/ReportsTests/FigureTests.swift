import BenchCore
import Foundation
import Testing

@testable import Reports

@Suite struct FigureTests {
  /// RDE with two seeds and IRRA at two noise rates, four epochs; one run failed, one is another dataset's.
  static let runs = [
    RunFixtures.run(
      RunFixtures.spec(noise: 0.5, epochs: 4),
      best: 64,
      last: 63,
      bestEpoch: 3,
      curve: [20, 50, 64, 63]
    ),
    RunFixtures.run(
      RunFixtures.spec(noise: 0.5, seed: 2, epochs: 4),
      best: 62,
      last: 62,
      bestEpoch: 4,
      curve: [22, 52, 60, 62]
    ),
    RunFixtures.run(
      RunFixtures.spec(noise: 0.5, method: "irra", epochs: 4),
      label: "IRRA",
      best: 50,
      last: 35,
      bestEpoch: 2,
      curve: [25, 50, 42, 35]
    ),
    RunFixtures.run(
      RunFixtures.spec(noise: 0.2, method: "irra", epochs: 4),
      label: "IRRA",
      best: 66,
      last: 65,
      bestEpoch: 3,
      curve: [30, 60, 66, 65]
    ),
    RunFixtures.failure(RunFixtures.spec(noise: 0.2, epochs: 4)),
    RunFixtures.run(
      RunFixtures.spec(dataset: "RSTPReid", noise: 0.2, epochs: 2),
      best: 40,
      last: 40,
      bestEpoch: 2,
      isStandIn: true,
      curve: [30, 40]
    ),
  ]
  static let order = DisplayOrder(methods: ["irra", "rde-tal"])

  @Test func curvesHaveAPanelForEachNoiseAndALineForEachMethod() throws {
    let figures = CurvesFigure.figures(of: Self.runs, order: Self.order)
    #expect(figures.map(\.name) == ["curves-CUHK-PEDES", "curves-RSTPReid-stand-in"])
    #expect(figures[1].title == "R@1 during training on RSTPReid (synthetic stand-in)")
    let figure = figures[0]
    #expect(figure.panels.map(\.title) == ["20% noise", "50% noise"])
    #expect(figure.panels[0].series.map(\.name) == ["IRRA", "IRRA Best", "IRRA Last"])
    #expect(figure.legend.map(\.text) == ["IRRA", "RDE", "Best", "Last"])
    let rde = try #require(figure.panels[1].series.first { $0.name == "RDE" })
    #expect(rde.style.color == 1)
    #expect(rde.points.map(\.y) == [21, 51, 62, 62.5])
    #expect(rde.points.map(\.x) == [1, 2, 3, 4])
    #expect(rde.points[2].deviation == 8.0.squareRoot())
    let marks = figure.panels[1].series.filter { $0.name.hasPrefix("RDE ") }
    #expect(marks.map(\.name) == ["RDE Best seed 1", "RDE Last seed 1", "RDE Best seed 2", "RDE Last seed 2"])
    #expect(marks.flatMap(\.points).map(\.x) == [3, 4, 4, 4])
    #expect(marks.flatMap(\.points).map(\.y) == [64, 63, 62, 62])
    let last = try #require(figure.panels[1].series.first { $0.name == "IRRA Last" })
    #expect(last.points == [LineFigure.Point(x: 4, y: 35)])
    #expect(figure.yLabel == "R@1 on the test split (%)")
  }

  @Test func epochsWithoutMetricsAreNoPoints() throws {
    let silent = RunFixtures.run(
      RunFixtures.spec(method: "external:Mine"), label: "Mine", best: nil, last: 60, curve: [.nan, 41, .nan])
    let series = try #require(CurvesFigure.figures(of: [silent]).first).panels[0].series
    #expect(series.map(\.points) == [[LineFigure.Point(x: 2, y: 41)]])
  }

  @Test func noiseFigureDrawsBestAndLastOfEachMethod() throws {
    let figure = try #require(NoiseFigure.figure(of: Self.runs, order: Self.order))
    #expect(figure.panels.map(\.title) == ["CUHK-PEDES", "RSTPReid (synthetic stand-in)"])
    #expect(figure.panels[0].series.map(\.name) == ["IRRA Best", "IRRA Last", "RDE Best", "RDE Last"])
    #expect(figure.panels[0].series.map(\.style.isDashed) == [false, true, false, true])
    #expect(figure.panels[0].series[0].points.map(\.x) == [20, 50])
    #expect(figure.panels[0].series[1].points.map(\.y) == [65, 35])
    #expect(figure.panels[0].series[2].points == [LineFigure.Point(x: 50, y: 63, deviation: 2.0.squareRoot())])
    #expect(figure.xTicks == [20, 50])
    #expect(NoiseFigure.figure(of: [Self.runs[4]]) == nil)
    #expect(CurvesFigure.figures(of: []) == [])
  }

  @Test func runsWithOtherSettingsAreOtherLines() throws {
    let runs = [3, 4].map { epochs in
      RunFixtures.run(
        RunFixtures.spec(epochs: epochs),
        best: 60,
        last: 60,
        bestEpoch: 2,
        curve: Array(repeating: 60, count: epochs)
      )
    }
    let figure = try #require(CurvesFigure.figures(of: runs).first)
    #expect(figure.legend.map(\.text).prefix(2) == ["RDE (epochs 3)", "RDE (epochs 4)"])
  }

  /// What a title says last, such as the noise, is on the picture.
  @Test func aLongTitleGetsSmallerBeforeItIsCut() throws {
    var figure = try #require(NoiseFigure.figure(of: Self.runs))
    for (count, size) in [(40, 16), (100, 10)] {
      figure.title = String(repeating: "t", count: count)
      let script = GnuplotRenderer().render(figure).script
      #expect(script.contains("'\(figure.title)' at screen"))
      #expect(script.contains("font \",\(size)\""), "\(count) characters")
    }
  }

  @Test func scriptsMatchSnapshots() throws {
    for figure in CurvesFigure.figures(of: Self.runs, order: Self.order)
      + [NoiseFigure.figure(of: Self.runs)].compactMap({ $0 })
    {
      let plot = GnuplotRenderer().render(figure)
      try expectSnapshot(plot.script, named: plot.scriptFile)
      try expectSnapshot(plot.data, named: plot.dataFile)
    }
  }

  @Test func dataHasAColumnForEachSeriesAndGapsAreEmpty() {
    let series = [
      LineFigure.Series(
        name: "a",
        style: LineFigure.Style(color: 0),
        points: [LineFigure.Point(x: 1, y: 2.00004), LineFigure.Point(x: 3, y: .nan)]
      ),
      LineFigure.Series(
        name: "=b",
        style: LineFigure.Style(color: 1),
        points: [LineFigure.Point(x: 2, y: 1.5, deviation: 0.25)]
      ),
    ]
    let figure = LineFigure(
      name: "f",
      title: "",
      xLabel: "Epoch",
      yLabel: "",
      panels: [LineFigure.Panel(title: "p", series: series)],
      legend: []
    )
    let data = FigureData(figure)
    #expect(data.csv == "\"Epoch\",\"p a\",\"p =b\",\"p =b std\"\n1,2,,\n2,,1.5,0.25\n")
    #expect(data.columns(panel: 0, series: 1) == FigureData.Columns(value: 3, deviation: 4))
  }

  private static func figure(_ panels: [LineFigure.Panel], reading: LineFigure.Reading = .trends) -> LineFigure {
    LineFigure(name: "f", title: "T", xLabel: "x", yLabel: "Density", panels: panels, legend: [], reading: reading)
  }

  private static func panel(
    _ title: String, _ values: [Double], startsRow: Bool = false, style: LineFigure.Style = LineFigure.Style(color: 0)
  ) -> LineFigure.Panel {
    let points = values.enumerated().map { LineFigure.Point(x: Double($0), y: $1) }
    return LineFigure.Panel(
      title: title, series: [LineFigure.Series(name: "s", style: style, points: points)], startsRow: startsRow)
  }

  @Test func panelsWithoutAPointAreLeftOut() {
    let figure = Self.figure([
      Self.panel("a", [1, 2], startsRow: true), Self.panel("b", []), Self.panel("c", [], startsRow: true),
      Self.panel("d", [.nan]), Self.panel("e", [3, 4]), Self.panel("f", [5, 6]),
    ])
    #expect(figure.panels.map(\.title) == ["a", "e", "f"])
    #expect(figure.panels.map(\.startsRow) == [true, true, false], "e is the first that is left of c's row")
    let layout = FigureLayout(figure)
    let frames = figure.panels.indices.map { layout.frame(of: $0) }
    #expect(frames[0].left == frames[1].left && frames[0].bottom > frames[1].top && frames[1].right < frames[2].left)
    #expect(frames.map(\.isLeftmost) == [true, true, false] && frames.map(\.isLowest) == [false, true, true])
  }

  /// One epoch or one noise rate is no line: said, not drawn.
  @Test func singlePointsAreNoFigure() {
    let run = RunFixtures.run(RunFixtures.spec(noise: 0.5, epochs: 1), best: 20, last: 20, bestEpoch: 1, curve: [20])
    let set = FigureSet(of: [run], order: Self.order, metrics: [.r1, .ndcg10])
    #expect(set.figures == [])
    #expect(
      set.omissions == [
        "no figure of nDCG@10: no run that finished has measured it",
        "no figure noise: it has one place on its axis (Mismatched training pairs (%)), and a line takes two",
        "no figure curves-CUHK-PEDES: it has one place on its axis (Epoch), and a line takes two",
      ])
    // Beside others that are lines, a point is drawn as one.
    let longer = FigureSet(of: [run, Self.runs[2]], order: Self.order)
    #expect(longer.figures.map(\.name) == ["curves-CUHK-PEDES"])
    #expect(longer.omissions.count == 1)
    let point = Self.figure([Self.panel("a", [1]), Self.panel("b", [1, 2])])
    let script = GnuplotRenderer().render(point).script
    #expect(script.matches(of: /with points .*pointtype 7/).count == 1 && script.matches(of: /with lines\b/).count == 1)
  }

  @Test func anyMetricGetsItsFigures() {
    let set = FigureSet(of: Self.runs, order: Self.order, metrics: [.map, .r1])
    #expect(set.omissions == [])
    #expect(
      set.figures.map(\.name) == [
        "noise-map", "curves-CUHK-PEDES-map", "curves-RSTPReid-stand-in-map", "noise", "curves-CUHK-PEDES",
        "curves-RSTPReid-stand-in",
      ])
    #expect(set.figures[1].yLabel == "mAP on the test split (%)")
    let rde = set.figures[1].panels[1].series.first { $0.name == "RDE" }
    #expect(rde?.points.map(\.y) == [13, 43, 54, 54.5], "R@1 less 8")
  }

  /// Where one bin is far above all others, the axis is logarithmic, and its label says so.
  @Test func aSpikeDoesNotSquashAHistogram() {
    let area = LineFigure.Style(color: 0, isArea: true)
    let spike = Self.figure([Self.panel("p", [40, 0, 0.3, 0.4, 0.3, 0.2, 0.1], style: area)], reading: .peaks)
    #expect(spike.shownYLabel == "Density (logarithmic axis)")
    let layout = FigureLayout(spike)
    // From half of the lowest bin, 0.05.
    #expect(layout.isLogarithmic)
    #expect(abs(layout.yRange.lowerBound - 0.05) < 1e-9 && abs(layout.yRange.upperBound - 50) < 1e-9)
    let script = GnuplotRenderer().render(spike).script
    #expect(script.contains("set yrange [0.05:50]; set logscale y") && script.contains("set ytics 10\n"))
    #expect(script.contains("(valid(2) ? (column(2) > 0.05 ? column(2) : 0.05) : NaN) with filledcurves y=0.05"))
    #expect(script.contains("set ylabel 'Density (logarithmic axis)'"))
    let flat = Self.figure([Self.panel("p", [4, 0, 3, 4, 3, 2, 1], style: area)], reading: .peaks)
    #expect(flat.shownYLabel == "Density" && !GnuplotRenderer().render(flat).script.contains("logscale"))
    // Only histograms: a line that rises late is what it is.
    let late = Self.figure([Self.panel("p", [0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 40])])
    #expect(late.shownYLabel == "Density" && !FigureLayout(late).isLogarithmic)
    // Three powers of ten and no more.
    let deep = Self.figure(
      [Self.panel("p", [100, 0.001, 0.002, 0.001, 0.001, 0.001, 0.001], style: area)], reading: .peaks)
    #expect(abs(FigureLayout(deep).yRange.lowerBound - 0.1) < 1e-9 && FigureLayout(deep).yRange.upperBound == 100)
  }

  @Test func scriptsDrawTheFormatsAskedFor() {
    let drawing = GnuplotRenderer(formats: [.pdf, .svg]).render(Self.figure([Self.panel("p", [1, 2])]))
    #expect(drawing.script.contains("do for [format in \"pdf svg\"] {"))
    #expect(drawing.formats.map(drawing.picture) == ["f.pdf", "f.svg"])
  }

  /// On dark pages every colour that gnuplot wrote has another.
  @Test func picturesSuitDarkPages() throws {
    var figure = Self.figure([])
    figure.title = "</title><script>"
    let svg = "<?xml version='1.0'?>\n<svg \n width=\"1\"\n>\n<title>Gnuplot</title><rect fill=\"#ffffff\"/></svg>\n"
    let text = FigurePicture.completed(svg: svg, of: figure)
    let rules = try #require(text.range(of: "@media (prefers-color-scheme: dark)"))
    #expect(text[..<rules.lowerBound].hasSuffix(">\n<style>\n"))
    #expect(text.contains("<title>&lt;/title&gt;&lt;script&gt;</title><rect fill=\"#ffffff\"/></svg>\n"))
    #expect(text.contains("[fill=\"#ffffff\"] { fill: #19212b; }") && text.contains("[stroke=\"rgb(  0, 114, 178)\"]"))
    #expect(text.contains("[fill=\"rgb(64,64,64)\"]"))
    let lights = Set(FigurePalette.darkColors.map(\.key))
    for index in 0..<FigurePalette.count { #expect(lights.contains(FigurePalette.color(index))) }
    let script = GnuplotRenderer().render(figure).script
    #expect(lights.isSuperset(of: script.matches(of: /#[0-9a-f]{6}/).map { String($0.0) }))
    // Letters and lines stand out from the dark card as WCAG asks: 4.5, and 3 for what is no text.
    func luminance(_ color: String) -> Double {
      let digits = Array(color.dropFirst())
      let parts = stride(from: 0, to: 6, by: 2).map { Double(Int(String(digits[$0...$0 + 1]), radix: 16) ?? 0) / 255 }
        .map { $0 <= 0.04045 ? $0 / 12.92 : pow(($0 + 0.055) / 1.055, 2.4) }
      return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
    }
    for (light, dark) in FigurePalette.darkColors where !["#ffffff", "#e4e4e4"].contains(light) {
      #expect((luminance(dark) + 0.05) / (luminance("#19212b") + 0.05) >= 4.5, "\(dark)")
    }
  }

  @Test func namesOfFilesAreTame() {
    let figure = LineFigure(name: "curves-../a b'$x", title: "", xLabel: "", yLabel: "", panels: [], legend: [])
    #expect(figure.name == "curves-..-a-b--x")
  }

  @Test(arguments: [
    (0.0, 1.0), (0.3, 0.05), (1, 0.2), (5.9, 1), (6.1, 2), (12, 2), (30, 5), (60, 10), (75, 20), (100, 20), (400, 100),
  ])
  func axesHaveRoundSteps(span: Double, step: Double) {
    #expect(abs(FigureLayout.roundStep(for: span) - step) < 1e-12)
  }

  @Test func axesHoldAllPointsAndLegendsWrap() {
    let points = [LineFigure.Point(x: 1, y: 97, deviation: 2), LineFigure.Point(x: 60, y: 41)]
    let legend = (0..<20).map { (index: Int) in
      LineFigure.LegendEntry("method \(index)", style: LineFigure.Style(color: index))
    }
    let panel = LineFigure.Panel(
      title: "p",
      series: [LineFigure.Series(name: "s", style: LineFigure.Style(color: 0), points: points)]
    )
    let layout = FigureLayout(
      LineFigure(name: "f", title: "", xLabel: "", yLabel: "", panels: [panel, panel], legend: legend)
    )
    #expect(layout.yRange == 40...100)
    #expect(layout.xRange.lowerBound < 1 && layout.xRange.upperBound > 60)
    #expect(layout.legendPlaces.count == 20)
    #expect(Set(layout.legendPlaces.map(\.y)).count == 3)
    #expect(layout.legendPlaces.allSatisfy { $0.sampleStart > 0 && $0.text < 1 })
    let frames = [layout.frame(of: 0), layout.frame(of: 1)]
    #expect(frames[0].right < frames[1].left && frames[1].right < 1)
    #expect(layout.legendPlaces.allSatisfy { $0.y > frames[0].top })
  }

  @Test func colorsRepeatAfterThePalette() {
    #expect(Set((0..<FigurePalette.count).map { FigurePalette.color($0) }).count == FigurePalette.count)
    #expect(FigurePalette.color(FigurePalette.count) == FigurePalette.color(0))
  }
}
