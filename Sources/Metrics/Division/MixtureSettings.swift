/// How a mixture is fitted: scikit-learn's `max_iter`, `tol` and `reg_covar`.
public struct MixtureSettings: Codable, Sendable, Hashable {
  /// The most iterations of expectation and maximisation.
  public var iterationLimit: Int
  /// The fit has converged when the mean log-likelihood changes by less than this in an iteration.
  public var tolerance: Double
  /// Added to each variance.
  public var regularization: Double

  /// Creates settings.
  public init(iterationLimit: Int, tolerance: Double, regularization: Double) {
    self.iterationLimit = iterationLimit
    self.tolerance = tolerance
    self.regularization = regularization
  }

  /// RDE's settings above a noise rate of 0.4 and on RSTPReid.
  public static let strict = MixtureSettings(iterationLimit: 100, tolerance: 1e-4, regularization: 1e-6)
  /// RDE's other settings.
  public static let loose = MixtureSettings(iterationLimit: 10, tolerance: 1e-2, regularization: 5e-4)
}
