package import BenchCore

extension LineFigure {
  /// Every figure that the runs have the numbers for.
  package static func figures(of runs: [RunRecord], order: DisplayOrder) -> [LineFigure] {
    let figures =
      [NoiseFigure.figure(of: runs, order: order)].compactMap { $0 }
      + CurvesFigure.figures(of: runs, order: order)
      + CurvesFigure.figures(of: runs, split: .test, order: order)
      + ParameterFigure.figures(of: runs, order: order)
      + SampleSelectionFigure.figures(of: runs, order: order)
      + LossFigure.figures(of: runs, order: order)
      + SimilarityFigure.figures(of: runs, order: order)
    return figures.uniquelyNamed
  }
}
