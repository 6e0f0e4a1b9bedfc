/// Mean and spread of one number over runs that differ only in their seed.
package struct SeedStatistics: Sendable, Equatable {
  /// The arithmetic mean.
  package var mean: Double
  /// The sample standard deviation (divided by n - 1); `nil` for a single run.
  package var deviation: Double?
  /// The number of runs.
  package var count: Int

  /// The statistics of `values`; `nil` if there are none.
  package init?(_ values: [Double]) {
    guard !values.isEmpty else { return nil }
    let mean = Self.sum(of: values) / Double(values.count)
    self.mean = mean
    count = values.count
    if values.count > 1 {
      // Two passes: the textbook formula with the sum of squares cancels where seeds agree to many digits.
      let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      deviation = (squares / Double(values.count - 1)).squareRoot()
    }
  }

  /// Kahan's sum, as pandas has it: neither the order of the seeds nor the program decides the last printed digit.
  private static func sum(of values: [Double]) -> Double {
    var (sum, compensation) = (0.0, 0.0)
    for value in values {
      let part = value - compensation
      let next = sum + part
      compensation = next - sum - part
      sum = next
    }
    return sum
  }
}
