import BenchCore
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
