public import BenchCore
import Metrics

/// How right one division was: what is left of it where there is no room for its columns.
public struct DivisionOutline: Sendable, Equatable {
  /// The epoch that was trained with the division, from 1.
  public var epoch: Int
  /// The share of pairs kept as clean that are clean, `0...1`; `nil` if none was kept.
  public var precision: Double?
  /// The share of clean pairs that were kept, `0...1`; `nil` if there is none.
  public var recall: Double?

  /// The outlines of a record's divisions; none where the truth was not read.
  public static func outlines(of record: RunRecord) -> [DivisionOutline] {
    record.divisions.compactMap { division in
      let quality = try? DivisionQuality(predicted: division.treatedAsClean, truth: record.noiseIsClean)
      guard let quality, !record.noiseIsClean.isEmpty else { return nil }
      return DivisionOutline(epoch: division.epoch, precision: quality.precision, recall: quality.recall)
    }
  }
}

extension RunRecord {
  /// The record with the first and the last division only, which is what figures draw, and without noise indices.
  ///
  /// All divisions of a run of the papers' size take some 70 MB.
  public var withOutermostDivisions: RunRecord {
    var record = self
    record.noiseSourceIndices = []
    if divisions.count > 2 { record.divisions = [divisions[0], divisions[divisions.count - 1]] }
    return record
  }
}
