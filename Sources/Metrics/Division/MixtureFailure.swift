public import BenchCore

/// Values that no mixture of two components can be fitted to.
public enum MixtureFailure: BenchFailure, Equatable {
  /// Fewer than two values.
  case tooFewValues(Int)
  /// The first value that is NaN or infinite.
  case notFinite(index: Int)
  /// All values are equal, or so close that the squares of their differences vanish.
  case constant(Double)
  /// The values differ so much that the squares of their differences overflow.
  case tooWide(least: Double, largest: Double)
  /// A component without width, where the settings do not give it one.
  case noWidth(mean: Double)
  /// Settings without an iteration, or with a negative or undefined number.
  case settings(MixtureSettings)

  /// What went wrong.
  public var problem: String {
    switch self {
    case .tooFewValues(let count): "two components from \(count) values"
    case .notFinite: "the value is NaN or infinite"
    case .constant(let value): "all values are \(value)"
    case .tooWide(let least, let largest): "the values reach from \(least) to \(largest)"
    case .noWidth(let mean): "the component at \(mean) has shrunk to a point"
    case .settings(let settings): "\(settings) cannot be fitted with"
    }
  }

  /// Where, if it is at one place.
  public var location: String? {
    if case .notFinite(let index) = self { "value \(index)" } else { nil }
  }

  /// What to do about it.
  public var remedy: String? {
    switch self {
    case .tooFewValues, .constant: "there is nothing to divide"
    case .notFinite: "the model has diverged"
    case .tooWide: "normalise the values first"
    case .noWidth: "set a regularisation above 0"
    case .settings: "give at least one iteration, and a tolerance and a regularisation of at least 0"
    }
  }
}
