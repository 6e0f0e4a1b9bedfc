import BenchCore

/// Why numbers are not a noise index; each case names the first bad entry.
package enum NoiseIndexFailure: BenchFailure, Equatable {
  /// The entry is not the number of a pair.
  case outOfRange(entry: Int, value: Int, count: Int)
  /// The entry's value occurred before, so a caption would be used twice and another lost.
  case repeated(entry: Int, value: Int, first: Int)

  package var problem: String {
    switch self {
    case .outOfRange(let entry, let value, let count):
      "entry \(entry) is \(value), outside 0..<\(count)"
    case .repeated(let entry, let value, let first):
      "entry \(entry) repeats the value \(value) of entry \(first), so this is not a permutation"
    }
  }
}
