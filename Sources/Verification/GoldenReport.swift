import Torch

/// Compares the quantities of one golden file, and passes each result on.
final class GoldenReport {
  private let file: String
  private let report: (Finding) -> Void
  /// The number of quantities so far.
  private(set) var count = 0

  init(file: String, _ report: @escaping (Finding) -> Void) {
    self.file = file
    self.report = report
  }

  /// Compares tensors of one shape.
  func compare(_ quantity: String, _ found: Tensor, with expected: Tensor, _ tolerance: Tolerance) throws {
    let (shape, expectedShape) = try (found.shape, expected.shape)
    guard shape == expectedShape else {
      return fail(quantity, "shape \(shape) where \(expectedShape) is expected")
    }
    try compare(quantity, found.values(as: Double.self), with: expected.values(as: Double.self), tolerance)
  }

  /// Compares numbers.
  func compare(_ quantity: String, _ found: [Double], with expected: [Double], _ tolerance: Tolerance) {
    guard found.count == expected.count else {
      return fail(quantity, "\(found.count) numbers where \(expected.count) are expected")
    }
    guard !expected.isEmpty else { return fail(quantity, "there is nothing to compare") }
    add(Finding(file: file, quantity: quantity, found: found, expected: expected, tolerance: tolerance))
  }

  /// Compares one number.
  func compare(_ quantity: String, _ found: Double, with expected: Double, _ tolerance: Tolerance) {
    compare(quantity, [found], with: [expected], tolerance)
  }

  /// Notes that a quantity cannot be compared.
  func fail(_ quantity: String, _ problem: String) {
    add(Finding(file: file, quantity: quantity, problem: problem))
  }

  /// Notes that the file, or the rest of it, cannot be compared.
  func fail(file problem: String) {
    add(Finding(file: file, problem: problem))
  }

  private func add(_ finding: Finding) {
    count += 1
    report(finding)
  }
}
