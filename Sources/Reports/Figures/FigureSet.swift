package import BenchCore

/// Every figure that some runs have the numbers for.
package struct FigureSet: Sendable {
  /// The figures, with names that differ.
  package let figures: [LineFigure]
  /// What is left out and why, a sentence each.
  package let omissions: [String]

  /// The figures of `runs`; those of curves, noise and settings once for each of `metrics`.
  package init(of runs: [RunRecord], order: DisplayOrder, metrics: [Metric] = [.r1]) {
    var omissions: [String] = []
    var all: [LineFigure] = []
    for metric in metrics {
      let figures =
        ([NoiseFigure.figure(of: runs, metric: metric, order: order)].compactMap { $0 }
        + CurvesFigure.figures(of: runs, metric: metric, order: order)
        + CurvesFigure.figures(of: runs, metric: metric, split: .test, order: order)
        + ParameterFigure.figures(of: runs, metric: metric, order: order))
        .filter { !$0.panels.isEmpty }
      if figures.isEmpty { omissions.append("no figure of \(metric.title): no run that finished has measured it") }
      all += figures
    }
    all +=
      SampleSelectionFigure.figures(of: runs, order: order) + LossFigure.figures(of: runs, order: order)
      + SimilarityFigure.figures(of: runs, order: order)
    omissions += all.filter(\.isSinglePoint).map { figure in
      "no figure \(figure.name): it has one place on its axis (\(figure.xLabel)), and a line takes two"
    }
    figures = all.filter { !$0.isSinglePoint }.uniquelyNamed
    self.omissions = omissions
  }
}

extension LineFigure {
  /// Whether the figure would show trends, and every line has a single point.
  fileprivate var isSinglePoint: Bool {
    reading == .trends && panels.allSatisfy { $0.series.allSatisfy { !$0.style.hasLine || $0.points.count < 2 } }
  }
}

extension Metric {
  /// What the names of this metric's figures end with: nothing for R@1, which most are of.
  var figureSuffix: String { self == .r1 ? "" : "-\(rawValue)" }
}
