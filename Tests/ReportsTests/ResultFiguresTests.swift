import BenchCore
import Foundation
import Testing

@testable import Reports

/// Figures of similarities, losses, sample selections and settings.
@Suite struct ResultFiguresTests {
  /// A run that selects samples: six pairs of which two are mismatched, losses that tell them apart, posteriors of 0 and 1.
  private static func selecting(seed: UInt64 = 1, kept: [Bool] = [true, true, true, false, false, false]) -> RunRecord {
    var run = RunFixtures.run(RunFixtures.spec(noise: 0.5, seed: seed, epochs: 2), best: 60, last: 55)
    run.noise = NoiseRecord(sourceIndices: Array(0..<6), isClean: [true, true, true, true, false, false])
    run.sampleSelections = [1, 2].map { epoch in
      let head = HeadSelection(losses: [0, 0.1, 0.2, 0.1, 0.9, 1], cleanProbabilities: [1, 1, 1, 1, 0, 0])
      return SampleSelectionRecord(epoch: epoch, heads: ["global": head], treatedAsClean: kept)
    }
    run.epochs = [1, 2, 3, 4].map { epoch in
      var positives = [Int](repeating: 0, count: 200)
      (positives[100 + epoch], positives[150]) = (1, 3)
      return EpochRecord(
        epoch: epoch, losses: [], loss: 1, learningRate: 1, seconds: 1, selection: RunFixtures.metrics(50),
        similarities: SimilarityHistogram(positives: positives, negatives: [Int](repeating: 2, count: 200)))
    }
    return run
  }

  @Test func lossesAreHistogramsThatTheMixtureFits() throws {
    let figure = try #require(LossFigure.figures(of: [Self.selecting()]).first)
    #expect(figure.panels.map(\.title) == ["global head before epoch 1", "global head before epoch 2"])
    let series = figure.panels[0].series
    #expect(series.map(\.name) == ["clean pairs", "mismatched pairs", "fitted clean part", "fitted noisy part"])
    #expect(figure.legend.map(\.text) == series.map(\.name))
    // Both histograms together, and both parts together, hold all pairs.
    func area(_ series: LineFigure.Series) -> Double {
      series.points.map(\.y).reduce(0, +) / Double(series.style.isArea ? LossFigure.binCount : series.points.count - 1)
    }
    #expect(abs(area(series[0]) - 4.0 / 6) < 1e-9 && abs(area(series[1]) - 2.0 / 6) < 1e-9)
    let top = try #require(series[2].points.max { $0.y < $1.y })
    #expect(abs(top.x - 0.1) < 1e-9, "the mean of 0, 0.1, 0.2 and 0.1")
    let variance = (0.01 + 0 + 0.01 + 0) / 4.0
    // The mean of the density over the 0.02 of a bin: the Gaussian's share there, by its error function; losses are single precision.
    #expect(abs(top.y - 4.0 / 6 * erf(0.01 / (2 * variance).squareRoot()) / 0.02) < 1e-6)
  }

  @Test func similaritiesAreDensities() throws {
    let figure = try #require(SimilarityFigure.figures(of: [Self.selecting()]).first)
    let series = figure.panels[0].series
    #expect(
      series.map(\.name) == [1, 3, 4].flatMap { ["same person, epoch \($0)", "other persons, epoch \($0)"] })
    // 3 of 4 pairs in the bin from 0.50 to 0.51.
    let top = try #require(series[0].points.max { $0.y < $1.y })
    #expect(abs(top.x - 0.505) < 1e-9 && abs(top.y - 75) < 1e-9)
    #expect(series[1].points.allSatisfy { abs($0.y - 0.5) < 1e-9 })
    #expect(figure.numbers[0].contains("same person, epoch 1 highest at 0.505"))
    #expect(SimilarityFigure.figures(of: RunFixtures.sweep) == [])
  }

  @Test func settingsThatWereVariedGetAFigure() throws {
    let runs = [32, 64, 128].map { size in
      RunFixtures.run(RunFixtures.spec(noise: 0.5, batchSize: size), best: Double(size) / 2, last: 10)
    }
    let figures = ParameterFigure.figures(of: runs + RunFixtures.sweep.filter { $0.spec.method.id == "irra" })
    #expect(figures.map(\.name) == ["setting-CUHK-PEDES-recipe.batchSize"])
    let figure = try #require(figures.first)
    #expect(figure.xLabel == "Batch size" && figure.panels.map(\.title) == ["50% noise"])
    #expect(figure.panels[0].series[0].points.map(\.x) == [32, 64, 128])
    #expect(figure.panels[0].series[0].points.map(\.y) == [16, 32, 64])
    #expect(figure.panels[0].series[1].name == "RDE Last")
    // Runs that differ in two settings at once are no sweep of either.
    let mixed = [(32, 10), (64, 20)].map { size, epochs in
      RunFixtures.run(RunFixtures.spec(epochs: epochs, batchSize: size), best: 50, last: 50)
    }
    #expect(ParameterFigure.figures(of: mixed) == [])
  }

  @Test func testCurvesShowOnlyWhatWasMeasured() throws {
    var run = FigureTests.runs[0]
    #expect(CurvesFigure.figures(of: [run], split: .test) == [])
    for epoch in 0..<4 { run.epochs?[epoch].test = RunFixtures.metrics(Double(10 * epoch)) }
    let figure = try #require(CurvesFigure.figures(of: [run, FigureTests.runs[2]], split: .test).first)
    #expect(figure.name == "curves-test-CUHK-PEDES" && figure.yLabel == "R@1 on the test split (%)")
    #expect(figure.panels[0].series.map(\.name) == ["RDE", "RDE Best", "RDE Last"])
    #expect(figure.panels[0].series[0].points.map(\.y) == [0, 10, 20, 30])
    #expect(figure.panels[0].series[1].points == [LineFigure.Point(x: 3, y: 20)])
  }

  /// External methods need not say how good they are after every epoch.
  @Test func curvesLeaveOutWhatIsUnknown() throws {
    var run = FigureTests.runs[0]
    let known = CurvesFigure.figures(of: [run])[0].panels[0].series
    run.epochs?[1].selection = nil
    run.epochs?[2].selection = nil
    let series = CurvesFigure.figures(of: [run])[0].panels[0].series
    #expect(series[0].points == [known[0].points[0], known[0].points[3]])
    #expect(series.map(\.name) == ["RDE", "RDE Last"], "Best is epoch 3")
    for epoch in 0..<4 { run.epochs?[epoch].selection = nil }
    #expect(CurvesFigure.figures(of: [run]) == [])
  }
}
