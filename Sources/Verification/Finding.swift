/// What the check of one quantity found.
package struct Finding: Codable, Sendable, Equatable {
  /// The golden file, such as `losses.h5`.
  package var file: String
  /// The quantity in the file, such as `case0/TAL/per_sample`; empty where it concerns the whole file.
  package var quantity: String
  /// The largest difference; `nil` where nothing could be compared or a number is not finite.
  package var largestAbsoluteError: Double?
  /// The largest difference as a share of the expected number, over numbers beyond the absolute tolerance.
  package var largestRelativeError: Double?
  /// What was allowed, in words; empty where nothing could be compared.
  package var tolerance: String
  package var isAccepted: Bool
  /// What is wrong, where there is more to say than numbers tell.
  package var problem: String?

  /// A quantity that could not be compared.
  init(file: String, quantity: String = "", problem: String) {
    self.file = file
    self.quantity = quantity
    tolerance = ""
    isAccepted = false
    self.problem = problem
  }

  /// A comparison of as many numbers found as expected.
  init(file: String, quantity: String, found: [Double], expected: [Double], tolerance: Tolerance) {
    self.file = file
    self.quantity = quantity
    self.tolerance = tolerance.description
    var (absolute, relative, accepted) = (0.0, 0.0, 0)
    var isFinite = true
    for (found, expected) in zip(found, expected) {
      let difference = abs(found - expected)
      guard difference.isFinite else {
        isFinite = false
        continue
      }
      absolute = max(absolute, difference)
      if abs(expected) > tolerance.absolute { relative = max(relative, difference / abs(expected)) }
      if tolerance.accepts(found, for: expected) { accepted += 1 }
    }
    isAccepted = isFinite && Double(accepted) >= tolerance.share * Double(found.count)
    if isFinite {
      largestAbsoluteError = absolute
      largestRelativeError = relative
    } else {
      problem = "some numbers are not finite"
    }
  }
}
