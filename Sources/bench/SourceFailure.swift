import BenchCore

/// A failure with the file it concerns.
struct SourceFailure: BenchFailure {
  let source: String
  let failure: any BenchFailure

  var problem: String { failure.problem }
  var location: String? { failure.location.map { "\(source): \($0)" } ?? source }
  var remedy: String? { failure.remedy }
}
