package import BenchCore

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
  package var metrics: [Metric]
  /// The checkpoints to show.
  package var checkpoints: [CheckpointName]
  /// The directions to show.
  package var directions: [RetrievalDirection]
  /// The order of methods and datasets.
  package var order: DisplayOrder
  /// Decimals.
  package var precision: Int
  /// Whether Best rows and Last rows are ranked apart, so that methods compete under one rule.
  package var ranksCheckpointsApart: Bool
  /// Computes the intervals of numbers; `nil` shows none.
  package var intervals: ReportIntervals?
  /// How the fields are named.
  package var fieldNames = FieldNames()
  /// What the methods' papers leave open.
  package var decisions = OpenDecisions()

  package init(
    title: String,
    rows: [TableField],
    columns: [TableField],
    metrics: [Metric] = Metric.paper,
    checkpoints: [CheckpointName] = CheckpointName.allCases,
    directions: [RetrievalDirection] = [.textToImage],
    order: DisplayOrder = DisplayOrder(),
    precision: Int = 2,
    ranksCheckpointsApart: Bool = true,
    intervals: ReportIntervals? = nil
  ) {
    self.title = title
    self.rows = rows
    self.columns = columns
    self.metrics = metrics
    self.checkpoints = checkpoints
    self.directions = directions
    self.order = order
    self.precision = precision
    self.ranksCheckpointsApart = ranksCheckpointsApart
    self.intervals = intervals
  }

  /// The layout of RDE's Table 1: noise, method and Best or Last down, datasets and metrics across.
  package static func bestLast(
    title: String = "Text-to-image retrieval under noisy correspondence (test split, %)",
    order: DisplayOrder = DisplayOrder()
  ) -> RunTableLayout {
    RunTableLayout(
      title: title,
      rows: [.noise, .method, .checkpoint],
      columns: [.dataset, .metric],
      order: order
    )
  }
}
