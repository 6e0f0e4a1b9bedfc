/// A run that a sweep plans: a row and a cell for it are there before it has run.
package struct PlannedRun: Sendable, Hashable {
  /// The registry id of the dataset.
  package var dataset: String
  /// The noise rate, `0...1`.
  package var noiseRate: Double
  /// The registry id of the method.
  package var method: String
  /// The shown name of the method.
  package var label: String

  /// Creates a planned run.
  package init(dataset: String, noiseRate: Double, method: String, label: String) {
    self.dataset = dataset
    self.noiseRate = noiseRate
    self.method = method
    self.label = label
  }
}

/// Which runs' numbers a table shows, and where.
package struct RunTableLayout: Sendable {
  /// The caption.
  package var title: String
  /// The fields that span the rows; rows with one value of the first are a block.
  package var rows: [TableField]
  /// The fields that span the columns, the outermost first.
  ///
  /// `metric`, `checkpoint` and `direction` are added where several are shown and neither side names them.
  package var columns: [TableField]
  /// The metrics to show.
  package var metrics: [ReportMetric]
  /// The checkpoints to show.
  package var checkpoints: [ReportCheckpoint]
  /// The directions to show.
  package var directions: [RetrievalDirection]
  /// Registry ids of methods in the order to show them; others follow by name.
  package var methodOrder: [String]
  /// Registry ids of datasets in the order to show them; others follow by name.
  package var datasetOrder: [String]
  /// Decimals.
  package var precision: Int
  /// Whether Best rows and Last rows are ranked apart, so that methods compete under one rule.
  package var ranksCheckpointsApart: Bool
  /// Runs that get their place in the table even if they have not run.
  package var planned: [PlannedRun]
  /// Computes the intervals of numbers; `nil` shows none.
  package var intervals: ReportIntervals?

  /// Creates a layout.
  package init(
    title: String,
    rows: [TableField],
    columns: [TableField],
    metrics: [ReportMetric] = ReportMetric.paper,
    checkpoints: [ReportCheckpoint] = ReportCheckpoint.allCases,
    directions: [RetrievalDirection] = [.textToImage],
    methodOrder: [String] = [],
    datasetOrder: [String] = [],
    precision: Int = 2,
    ranksCheckpointsApart: Bool = true,
    planned: [PlannedRun] = [],
    intervals: ReportIntervals? = nil
  ) {
    self.title = title
    self.rows = rows
    self.columns = columns
    self.metrics = metrics
    self.checkpoints = checkpoints
    self.directions = directions
    self.methodOrder = methodOrder
    self.datasetOrder = datasetOrder
    self.precision = precision
    self.ranksCheckpointsApart = ranksCheckpointsApart
    self.planned = planned
    self.intervals = intervals
  }

  /// The layout of RDE's Table 1: noise, method and Best or Last down, datasets and metrics across.
  package static func bestLast(
    title: String = "Text-to-image retrieval under noisy correspondence (test split, %)",
    methodOrder: [String] = [],
    datasetOrder: [String] = [],
    planned: [PlannedRun] = []
  ) -> RunTableLayout {
    RunTableLayout(
      title: title,
      rows: [.noise, .method, .checkpoint],
      columns: [.dataset, .metric],
      methodOrder: methodOrder,
      datasetOrder: datasetOrder,
      planned: planned
    )
  }
}
