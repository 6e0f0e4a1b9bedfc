package import BenchCore
import Foundation

extension RunTableLayout {
  /// Puts other fields on the sides; whatever tells runs apart and is not asked for on one side goes to the other.
  package mutating func arrange(rows: [String]?, columns: [String]?) {
    func fields(_ names: [String]) -> [TableField] { names.map(TableField.init(name:)) }
    if let rows {
      self.rows = fields(rows)
      self.columns = columns.map(fields) ?? [.dataset, .noise, .method, .metric].filter { !self.rows.contains($0) }
    } else if let columns {
      self.columns = fields(columns)
      self.rows = [.dataset, .noise, .method, .checkpoint].filter { !self.columns.contains($0) }
    }
  }

  /// Shows other numbers, after `arrange`; a single metric without a place of its own is named in the title.
  package mutating func show(
    metrics: [Metric]?, checkpoints: [CheckpointName]?, directions: [RetrievalDirection]?,
    intervals: ReportIntervals?
  ) {
    self.metrics = metrics ?? self.metrics
    if self.metrics.count == 1, !(rows + columns).contains(.metric) { title = "\(self.metrics[0].title): \(title)" }
    self.checkpoints = checkpoints ?? self.checkpoints
    self.directions = directions ?? self.directions
    if self.directions != [.textToImage], let place = title.range(of: "Text-to-image") {
      title.replaceSubrange(
        place, with: self.directions == [.imageToText] ? "Image-to-text" : "Text-to-image and image-to-text")
    }
    self.intervals = intervals
  }
}
