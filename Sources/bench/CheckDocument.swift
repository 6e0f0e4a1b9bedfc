import Datasets

/// What a check of a dataset found, for programs.
struct CheckDocument: Encodable {
  var dataset: String
  var isUsable: Bool
  var findings: [DatasetCheck.Finding]
  /// `nil` where the annotations cannot be read.
  var statistics: StatisticsDocument?

  init(_ check: DatasetCheck) {
    dataset = check.datasetID
    isUsable = check.isUsable
    findings = check.findings
    statistics = check.statistics.map { StatisticsDocument($0, of: check.datasetID) }
  }
}
