import Foundation

/// The state of a fit: two components and each value's share in the second.
///
/// Everything is in double precision but the sums of shares. scikit-learn adds those up one after the other in the
/// precision of the input, and over 70,000 single-precision shares the rounding shifts posteriors by up to 1e-3.
struct MixtureFit<Value: BinaryFloatingPoint> {
  let values: [Double]
  private(set) var first = GaussianMixture1D.Component(mean: 0, variance: 0, weight: 0)
  private(set) var second = GaussianMixture1D.Component(mean: 0, variance: 0, weight: 0)
  /// The probability of each value to belong to the second component.
  private var shares: [Double]
  private let regularization: Double
  /// What scikit-learn adds to the number of values of a component, so that an empty one has a mean.
  private var emptyCount: Value { 10 * Value.ulpOfOne }

  /// Starts from clusters.
  init(values: [Value], isInSecond: [Bool], regularization: Double) {
    self.values = values.map { Double($0) }
    self.regularization = regularization
    shares = isInSecond.map { $0 ? 1 : 0 }
    maximize()
  }

  /// The mean of a component whose variance is zero: no density can be computed.
  var meanWithoutWidth: Double? {
    [first, second].first { !($0.variance > 0) }?.mean
  }

  /// Computes the shares from the components and returns the mean log-likelihood.
  mutating func expect() -> Double {
    let (first, second) = (first.logDensity, second.logDensity)
    var logSum = 0.0
    // The logarithm of a product of many factors between 1 and 2 stands for as many logarithms.
    var product = 1.0
    values.withUnsafeBufferPointer { values in
      shares.withUnsafeMutableBufferPointer { shares in
        for index in values.indices {
          let firstDensity = first.at(values[index])
          let secondDensity = second.at(values[index])
          let ratio = exp(-abs(firstDensity - secondDensity))
          let sum = 1 + ratio
          shares[index] = (secondDensity > firstDensity ? 1 : ratio) / sum
          logSum += max(firstDensity, secondDensity)
          product *= sum
          if index % 512 == 511 {
            logSum += log(product)
            product = 1
          }
        }
      }
    }
    return (logSum + log(product)) / Double(values.count)
  }

  /// Computes the components from the shares.
  mutating func maximize() {
    var (firstShares, secondShares) = (Value(0), Value(0))
    var (firstSum, secondSum) = (0.0, 0.0)
    for (value, share) in zip(values, shares) {
      firstShares += Value(1 - share)
      firstSum += (1 - share) * value
      secondShares += Value(share)
      secondSum += share * value
    }
    let (firstCount, secondCount) = (Double(firstShares + emptyCount), Double(secondShares + emptyCount))
    let (firstMean, secondMean) = (firstSum / firstCount, secondSum / secondCount)
    var (firstSquares, secondSquares) = (0.0, 0.0)
    for (value, share) in zip(values, shares) {
      firstSquares += (1 - share) * (value - firstMean) * (value - firstMean)
      secondSquares += share * (value - secondMean) * (value - secondMean)
    }
    first = GaussianMixture1D.Component(
      mean: firstMean, variance: firstSquares / firstCount + regularization,
      weight: firstCount / (firstCount + secondCount))
    second = GaussianMixture1D.Component(
      mean: secondMean, variance: secondSquares / secondCount + regularization,
      weight: secondCount / (firstCount + secondCount))
  }
}

/// The logarithm of a component's weighted density, prepared for many values.
struct LogDensity {
  fileprivate var mean: Double
  fileprivate var inverseDeviation: Double
  fileprivate var constant: Double

  @inline(__always)
  func at(_ value: Double) -> Double {
    let distance = (value - mean) * inverseDeviation
    return constant - 0.5 * distance * distance
  }
}

extension GaussianMixture1D.Component {
  /// The logarithm of the density times the weight.
  var logDensity: LogDensity {
    LogDensity(
      mean: mean, inverseDeviation: 1 / variance.squareRoot(),
      constant: log(weight) - 0.5 * log(2 * Double.pi * variance))
  }
}
