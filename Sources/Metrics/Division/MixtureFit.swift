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
  /// The density of each value relative to that of its likelier component, `1...2`.
  private var sums: [Double]
  private let regularization: Double
  /// What scikit-learn adds to the number of values of a component, so that an empty one has a mean.
  private var emptyCount: Value { 10 * Value.ulpOfOne }

  /// Starts from clusters.
  init(values: [Value], isInSecond: [Bool], regularization: Double) {
    self.values = values.map { Double($0) }
    self.regularization = regularization
    shares = isInSecond.map { $0 ? 1 : 0 }
    sums = [Double](repeating: 1, count: values.count)
    maximize()
  }

  /// The mean of a component whose variance is zero: no density can be computed.
  var meanWithoutWidth: Double? {
    [first, second].first { !($0.variance > 0) }?.mean
  }

  /// Computes the shares from the components and returns the mean log-likelihood.
  mutating func expect() -> Double {
    let (first, second) = (first.logDensity, second.logDensity)
    let count = values.count
    values.withUnsafeBufferPointer { values in
      shares.withUnsafeMutableBufferPointer { shares in
        sums.withUnsafeMutableBufferPointer { sums in
          // Without branches, calls or running sums: the compiler turns it into vector instructions.
          for index in 0..<count {
            let difference = second.at(values[index]) - first.at(values[index])
            let ratio = exponential(ofNegative: difference > 0 ? -difference : difference)
            let sum = 1 + ratio
            shares[index] = (difference > 0 ? 1 : ratio) / sum
            sums[index] = sum
          }
        }
      }
    }
    return sums.withUnsafeBufferPointer { sums in
      values.withUnsafeBufferPointer { values in
        let likelier = laneSum(0..<count) { max(first.at(values[$0]), second.at(values[$0])) }
        // The logarithm of a product of many factors between 1 and 2 stands for as many logarithms.
        let relative = stride(from: 0, to: count, by: 512).reduce(0) { sum, start in
          sum + log(laneProduct(start..<min(start + 512, count)) { sums[$0] })
        }
        return (likelier + relative) / Double(count)
      }
    }
  }

  /// Computes the components from the shares.
  mutating func maximize() {
    var (firstShares, secondShares) = (Value(0), Value(0))
    var (firstSum, secondSum) = (0.0, 0.0)
    values.withUnsafeBufferPointer { values in
      shares.withUnsafeBufferPointer { shares in
        for index in values.indices {
          let (value, share) = (values[index], shares[index])
          firstShares += Value(1 - share)
          firstSum += (1 - share) * value
          secondShares += Value(share)
          secondSum += share * value
        }
      }
    }
    let (firstCount, secondCount) = (Double(firstShares + emptyCount), Double(secondShares + emptyCount))
    let (firstMean, secondMean) = (firstSum / firstCount, secondSum / secondCount)
    let (firstSquares, secondSquares) = values.withUnsafeBufferPointer { values in
      shares.withUnsafeBufferPointer { shares in
        (
          laneSum(values.indices) {
            (1 - shares[$0]) * ((values[$0] - firstMean) * (values[$0] - firstMean))
          },
          laneSum(values.indices) { shares[$0] * ((values[$0] - secondMean) * (values[$0] - secondMean)) }
        )
      }
    }
    first = GaussianMixture1D.Component(
      mean: firstMean, variance: firstSquares / firstCount + regularization,
      weight: firstCount / (firstCount + secondCount))
    second = GaussianMixture1D.Component(
      mean: secondMean, variance: secondSquares / secondCount + regularization,
      weight: secondCount / (firstCount + secondCount))
  }
}

/// A sum in four lanes that do not wait for each other: the processor adds to all of them at the same time.
@inline(__always)
private func laneSum(_ range: Range<Int>, _ term: (Int) -> Double) -> Double {
  var (first, second, third, fourth) = (0.0, 0.0, 0.0, 0.0)
  var index = range.lowerBound
  while index + 4 <= range.upperBound {
    first += term(index)
    second += term(index + 1)
    third += term(index + 2)
    fourth += term(index + 3)
    index += 4
  }
  while index < range.upperBound {
    first += term(index)
    index += 1
  }
  return (first + second) + (third + fourth)
}

/// A product in four lanes.
@inline(__always)
private func laneProduct(_ range: Range<Int>, _ factor: (Int) -> Double) -> Double {
  var (first, second, third, fourth) = (1.0, 1.0, 1.0, 1.0)
  var index = range.lowerBound
  while index + 4 <= range.upperBound {
    first *= factor(index)
    second *= factor(index + 1)
    third *= factor(index + 2)
    fourth *= factor(index + 3)
    index += 4
  }
  while index < range.upperBound {
    first *= factor(index)
    index += 1
  }
  return (first * second) * (third * fourth)
}

/// e to the power of a number that is not positive, to the last bit or two; below e^-80 it is 0.
///
/// The C library's `exp` cannot be used in vector instructions, and took most of the time of a fit. What is cut off is
/// too small for any sum here, but would be slow as a (subnormal) single-precision number.
@inline(__always)
private func exponential(ofNegative x: Double) -> Double {
  // x = k ln 2 + r with |r| <= ln 2 / 2. Adding 1.5 * 2^52 leaves k in the lowest bits of the sum.
  let shifted = x * 1.4426950408889634 + 6_755_399_441_055_744
  let k = shifted - 6_755_399_441_055_744
  // ln 2 in two parts: the product of k and the first is exact.
  let r = (x - k * 0x1.62e42fee00000p-1) - k * 0x1.a39ef35793c76p-33
  // The Taylor series to r^12; what follows is below 2e-16.
  var sum = 1 / 479_001_600.0
  sum = sum * r + 1 / 39_916_800
  sum = sum * r + 1 / 3_628_800
  sum = sum * r + 1 / 362_880
  sum = sum * r + 1 / 40_320
  sum = sum * r + 1 / 5040
  sum = sum * r + 1 / 720
  sum = sum * r + 1 / 120
  sum = sum * r + 1 / 24
  sum = sum * r + 1 / 6
  sum = sum * r + 0.5
  sum = sum * r + 1
  sum = sum * r + 1
  let power = Double(bitPattern: (shifted.bitPattern &<< 52) &+ 0x3FF0_0000_0000_0000)
  return x < -80 ? 0 : sum * power
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
