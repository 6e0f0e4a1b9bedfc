package import BenchCore

extension LineFigure {
  /// Every figure that the runs have the numbers for.
  package static func figures(of runs: [RunRecord], methodOrder: [String], datasetOrder: [String]) -> [LineFigure] {
    let figures =
      [NoiseFigure.figure(of: runs, methodOrder: methodOrder, datasetOrder: datasetOrder)].compactMap { $0 }
      + CurvesFigure.figures(of: runs, methodOrder: methodOrder, datasetOrder: datasetOrder)
      + CurvesFigure.figures(of: runs, split: .test, methodOrder: methodOrder, datasetOrder: datasetOrder)
      + ParameterFigure.figures(of: runs, methodOrder: methodOrder, datasetOrder: datasetOrder)
      + DivisionFigure.figures(of: runs, methodOrder: methodOrder, datasetOrder: datasetOrder)
      + LossFigure.figures(of: runs, methodOrder: methodOrder, datasetOrder: datasetOrder)
      + SimilarityFigure.figures(of: runs, methodOrder: methodOrder, datasetOrder: datasetOrder)
    return figures.uniquelyNamed
  }
}
