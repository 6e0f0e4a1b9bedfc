package import BenchCore

extension RunRecord {
  /// The record with the first and the last sample selection only, which is what figures draw.
  ///
  /// All selections of a run of the papers' size take some 70 MB.
  package var withOutermostSelections: RunRecord {
    var record = self
    if let selections = sampleSelections, selections.count > 2 {
      record.sampleSelections = [selections[0], selections[selections.count - 1]]
    }
    return record
  }

  /// The record without what each query contributed.
  package var withoutQueries: RunRecord {
    var record = self
    for checkpoint in CheckpointName.allCases {
      record[checkpoint]?.textToImage.queries = nil
      record[checkpoint]?.imageToText.queries = nil
    }
    record.test = nil
    return record
  }
}
