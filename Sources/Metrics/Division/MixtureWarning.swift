/// Something about a fit that makes its division doubtful.
public enum MixtureWarning: Sendable, Equatable, CustomStringConvertible {
  /// The iteration limit was reached before the tolerance; expected with the loose settings.
  case notConverged(iterations: Int)
  /// There are only two different values, so the components' widths are the regularisation.
  case twoValues(Double, Double)
  /// Less than one value is left to the component with this mean.
  case emptyComponent(mean: Double)
  /// The values of the component with this mean are all but equal: its width is the regularisation.
  case spike(mean: Double)

  /// The warning in one sentence.
  public var description: String {
    switch self {
    case .notConverged(let iterations): "the mixture has not converged in \(iterations) iterations"
    case .twoValues(let low, let high): "there are only two different values, \(low) and \(high)"
    case .emptyComponent(let mean): "no value is left to the component at \(mean)"
    case .spike(let mean): "the values of the component at \(mean) are all but equal"
    }
  }

  /// What there is to say about a finished fit.
  static func all(of fit: MixtureFit<some BinaryFloatingPoint>, settings: MixtureSettings, hasConverged: Bool)
    -> [MixtureWarning]
  {
    var warnings: [MixtureWarning] = []
    if !hasConverged { warnings.append(.notConverged(iterations: settings.iterationLimit)) }
    if let low = fit.values.min(), let high = fit.values.max(), fit.values.allSatisfy({ $0 == low || $0 == high }) {
      warnings.append(.twoValues(low, high))
    }
    for component in [fit.first, fit.second] {
      if component.weight * Double(fit.values.count) < 1 {
        warnings.append(.emptyComponent(mean: component.mean))
      } else if component.variance - settings.regularization < 0.01 * settings.regularization {
        warnings.append(.spike(mean: component.mean))
      }
    }
    return warnings
  }
}
