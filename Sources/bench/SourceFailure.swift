import BenchCore

/// A failure with the file it concerns.
struct SourceFailure: BenchFailure {
  let source: String
  let failure: any BenchFailure
  let isUsage: Bool

  /// - Parameter isUsage: Whether the command line is wrong, and not the file; as the failure says unless given.
  init(source: String, failure: any BenchFailure, isUsage: Bool? = nil) {
    self.source = source
    self.failure = failure
    self.isUsage = isUsage ?? failure.isUsage
  }

  var problem: String { failure.problem }
  var location: String? { failure.location.map { "\(source): \($0)" } ?? source }
  var remedy: String? { failure.remedy }
}
