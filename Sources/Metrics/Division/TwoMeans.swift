import BenchCore

/// Two-means clustering of numbers as scikit-learn's `KMeans(n_clusters=2, n_init=1, random_state=seed)` does it.
///
/// Lloyd's iterations stop early, when the centres move by less than a hundredth of the standard deviation or so. So the
/// start decides the clusters, and it is reproduced: k-means++ with NumPy's legacy generator, in the precision of the
/// input, where single-precision running sums decide which candidates are drawn.
///
/// Source: scikit-learn 1.9 `_kmeans_plusplus` and `_kmeans_single_lloyd`.
struct TwoMeans<Value: BinaryFloatingPoint> {
  private static var iterationLimit: Int { 300 }
  private static var candidateCount: Int { 2 }

  /// Whether each value belongs to the second cluster.
  let isInSecond: [Bool]

  /// Clusters finite values; `nil` if they do not differ as far as their precision goes.
  init?(_ values: [Value], seed: UInt32) {
    // Centred as in the reference, which changes the low bits of single-precision values.
    let mean = Value(values.reduce(0.0) { $0 + Double($1) } / Double(values.count))
    let centered = values.map { Double($0 - mean) }
    guard let start = Self.start(centered, seed: seed) else { return nil }
    isInSecond = Self.lloyd(centered, start: start)
  }

  /// The first two centres by greedy k-means++: the second is the better of two candidates.
  private static func start(_ values: [Double], seed: UInt32) -> (first: Double, second: Double)? {
    var generator = NumPyLegacyGenerator(seed: seed)
    let first = values[min(values.count - 1, Int(generator.randomSample() * Double(values.count)))]
    let distances = values.map { squaredDistance($0, first) }
    var runningSum: Value = 0
    let runningSums = distances.map { distance in
      runningSum += distance
      return runningSum
    }
    let potential = Double(Value(distances.reduce(0.0) { $0 + Double($1) }))
    guard potential > 0, potential.isFinite else { return nil }
    var best = (center: first, potential: Double.infinity)
    for _ in 0..<candidateCount {
      let target = generator.randomSample() * potential
      let candidate = values[min(values.count - 1, runningSums.firstPlace { Double($0) >= target })]
      var remaining = 0.0
      for (value, distance) in zip(values, distances) {
        remaining += Double(min(distance, squaredDistance(value, candidate)))
      }
      if remaining < best.potential { best = (candidate, remaining) }
    }
    return (first, best.center)
  }

  /// In the expanded form of the reference, which rounds differently from a squared difference.
  private static func squaredDistance(_ left: Double, _ right: Double) -> Value {
    max(0, Value(-2 * left * right + right * right + left * left))
  }

  /// Moves the centres to their clusters' means until the clusters stay or the centres hardly move.
  private static func lloyd(_ values: [Double], start: (first: Double, second: Double)) -> [Bool] {
    let count = Double(values.count)
    let mean = values.reduce(0, +) / count
    let tolerance = 1e-4 * values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count
    var (first, second) = start
    var labels = [Bool](repeating: false, count: values.count)
    for iteration in 0..<iterationLimit {
      let (changed, firstMean, secondMean) = assign(values, first, second, to: &labels)
      let shift = (firstMean - first) * (firstMean - first) + (secondMean - second) * (secondMean - second)
      (first, second) = (firstMean, secondMean)
      if !changed && iteration > 0 { return labels }
      if shift <= tolerance { break }
    }
    _ = assign(values, first, second, to: &labels)
    return labels
  }

  /// Gives each value to the nearer centre, the first where both are as near, and returns the clusters' means.
  private static func assign(
    _ values: [Double], _ first: Double, _ second: Double, to labels: inout [Bool]
  ) -> (changed: Bool, first: Double, second: Double) {
    var changed = false
    var (sum, secondSum, secondCount) = (0.0, 0.0, 0)
    for (index, value) in values.enumerated() {
      let isInSecond = second * second - 2 * value * second < first * first - 2 * value * first
      changed = changed || isInSecond != labels[index]
      labels[index] = isInSecond
      sum += value
      secondSum += isInSecond ? value : 0
      secondCount += isInSecond ? 1 : 0
    }
    let firstCount = values.count - secondCount
    return (
      changed,
      firstCount == 0 ? first : (sum - secondSum) / Double(firstCount),
      secondCount == 0 ? second : secondSum / Double(secondCount)
    )
  }
}

extension RandomAccessCollection where Index == Int {
  /// The first index from which on `predicate` holds, by binary search; `endIndex` if it never does.
  fileprivate func firstPlace(where predicate: (Element) -> Bool) -> Int {
    var (low, high) = (startIndex, endIndex)
    while low < high {
      let middle = low + (high - low) / 2
      if predicate(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
