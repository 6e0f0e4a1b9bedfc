/// An error a person can act on: what went wrong, where, and what to do about it.
///
/// Every error type of the project conforms. Libraries throw; only the `bench` executable renders `description`,
/// once, and chooses an exit code.
public protocol BenchFailure: Error, CustomStringConvertible, Sendable {
  /// What went wrong, in one sentence without a trailing full stop.
  var problem: String { get }
  /// The file, line, record or cell it went wrong at.
  var location: String? { get }
  /// What the reader can do about it.
  var remedy: String? { get }
  /// Whether what a person typed cannot be meant, and not a file, a run or the machine: the command line ends with 64.
  var isUsage: Bool { get }
}

extension BenchFailure {
  /// Nowhere in particular.
  public var location: String? { nil }
  /// Nothing to suggest.
  public var remedy: String? { nil }
  /// A file, a run or the machine.
  public var isUsage: Bool { false }

  /// `location: problem; remedy`, fit for a terminal: names of files and foreign texts cannot steer it.
  public var description: String {
    let head = location.map { "\($0.printableLine): \(problem)" } ?? problem
    return (remedy.map { "\(head); \($0)" } ?? head).printable
  }
}
