import BenchCore

/// A noise index file that cannot be read, written or used.
package struct NoiseIndexFileFailure: BenchFailure, Equatable {
  /// The path of the file.
  package let path: String
  /// What is wrong with it.
  package let defect: NoiseIndexContentFailure

  package var location: String? { path }

  package var problem: String { defect.problem }

  package var remedy: String? { defect.remedy }
}
