/// An `.npy` file that cannot be read, and why.
public struct NPYFileFailure: BenchFailure, Equatable {
  /// The path of the file.
  public let path: String
  /// What is wrong with it.
  public let defect: NPYFailure

  /// The file's path.
  public var location: String? { path }

  /// The defect in words.
  public var problem: String { defect.problem }

  /// What helps against the defect.
  public var remedy: String? { defect.remedy }
}
