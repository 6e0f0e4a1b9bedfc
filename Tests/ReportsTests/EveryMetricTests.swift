import BenchCore
import Testing

@testable import Reports

/// No metric is forgotten by a renderer, an interval or an export.
@Suite struct EveryMetricTests {
  /// A run that knows every metric of itself and of its queries.
  private static let run: RunRecord = {
    var queries = QueryOutcomes()
    for ranks in [[1, 4], [3], [], [15, 20, 40]] as [[Int32]] { queries.append(matchRanks: ranks) }
    var run = RunFixtures.run(RunFixtures.spec(), best: 50, last: 50, curve: [50, 51])
    let direction = DirectionRecord(metrics: MetricValues(of: queries), queries: queries)
    for checkpoint in CheckpointName.allCases {
      run[checkpoint]?.textToImage = direction
      run[checkpoint]?.imageToText = direction
    }
    run.epochs = run.epochs?.map { epoch in
      var epoch = epoch
      epoch.selection = direction.metrics
      return epoch
    }
    return run
  }()

  @Test(arguments: ReportFormat.allCases) func tablesShowThem(format: ReportFormat) throws {
    var layout = RunTableLayout.bestLast()
    (layout.metrics, layout.checkpoints, layout.intervals) = (Metric.allCases, [.last], ReportIntervals(resamples: 20))
    let table = try RunTable.table(of: [Self.run], layout: layout)
    let metrics = try #require(Self.run.last?.textToImage.metrics)
    #expect(table.columns.count == Metric.allCases.count)
    let text = table.rendered(as: format)
    for (metric, cell) in zip(Metric.allCases, table.blocks[0][0].cells) {
      #expect(cell.number?.value == metrics[metric] && cell.number?.interval != nil, "\(metric)")
      #expect(text.contains(metric.title), "\(metric)")
    }
    let rankings = Metric.allCases.map { $0.isHigherBetter ? ReportColumn.Ranking.higherIsBetter : .lowerIsBetter }
    #expect(table.columns.map(\.ranking) == rankings)
  }

  @Test func exportsHaveThem() throws {
    let tables = TidyTable.all(of: TidyFolder([("run", Self.run)]))
    for name in ["metrics", "curves"] {
      let table = try #require(tables.first { $0.name == name })
      #expect(table.columns.filter { Metric(rawValue: $0) != nil } == Metric.allCases.map(\.rawValue))
      var lines = ""
      try table.writeLines(of: Self.run, named: "run") { lines += $0 }
      for row in try CSVReader.records(in: Array(lines.utf8)) {
        for (column, field) in zip(table.columns, row) where Metric(rawValue: column) != nil {
          #expect(Double(field) != nil, "\(name), \(column)")
        }
      }
    }
    let queries = try #require(tables.first { $0.name == "queries" })
    for metric in Metric.allCases { #expect(metric.column.map(queries.columns.contains) ?? true, "\(metric)") }
  }

  @Test func figuresDrawThem() throws {
    for metric in Metric.allCases {
      let curves = try #require(CurvesFigure.figures(of: [Self.run], metric: metric).first)
      #expect(curves.title.hasPrefix(metric.title) && curves.panels[0].series[0].points.count == 2, "\(metric)")
      let noise = try #require(NoiseFigure.figure(of: [Self.run], metric: metric))
      #expect(noise.panels[0].series[0].points.count == 1, "\(metric)")
    }
  }

  @Test func aRunsJSONHasThem() {
    let json = RunSummary(Self.run).json
    for metric in Metric.allCases { #expect(json.contains("\"\(metric.rawValue)\""), "\(metric)") }
  }
}
