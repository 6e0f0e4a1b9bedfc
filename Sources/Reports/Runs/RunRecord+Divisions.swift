package import BenchCore

extension RunRecord {
  /// The record with the first and the last division only, which is what figures draw, and without noise indices.
  ///
  /// All divisions of a run of the papers' size take some 70 MB.
  package var withOutermostDivisions: RunRecord {
    var record = self
    record.noiseSourceIndices = []
    if divisions.count > 2 { record.divisions = [divisions[0], divisions[divisions.count - 1]] }
    return record
  }
}
