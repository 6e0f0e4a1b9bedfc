import BenchCore
package import Images

/// A training image that cannot be read while a study is planned that leaves out none.
package struct UnreadableTrainingImage: BenchFailure, Equatable {
  /// What is wrong with the file.
  package let failure: ImageFailure

  package var location: String? { failure.location }
  package var problem: String { failure.problem }
  package var remedy: String? {
    let others = "leave out training images that cannot be decoded, with their pairs: --skip-corrupt"
    return failure.remedy.map { "\($0), or \(others)" } ?? others
  }
}
