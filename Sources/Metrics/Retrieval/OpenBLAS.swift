internal import COpenBLAS

/// OpenBLAS, loaded when it is first needed.
package struct OpenBLAS: Sendable {
  /// Why it cannot be loaded, `EvaluationFailure.noOpenBLAS`; `nil` where it is. The first call loads it.
  ///
  /// To be asked before work of hours ends in an evaluation.
  package static var failure: EvaluationFailure? {
    guard let problem = ob_load() else { return nil }
    return .noOpenBLAS(String(cString: problem))
  }

  /// - Throws: `EvaluationFailure.noOpenBLAS` where it cannot be loaded.
  init() throws(EvaluationFailure) {
    if let failure = Self.failure { throw failure }
  }

  /// Sets a property of the whole process: everything here calls OpenBLAS from threads of its own.
  func useOneThread() { ob_set_threads(1) }

  /// Writes the products of each of `leftCount` rows with each of `rightCount` rows of `width` numbers, row-major.
  func multiply(
    _ left: UnsafePointer<Float>, count leftCount: Int, transposed right: UnsafePointer<Float>, count rightCount: Int,
    width: Int, to products: UnsafeMutablePointer<Float>, stride: Int
  ) {
    ob_sgemm(
      Int32(OB_ROW_MAJOR), Int32(OB_NO_TRANSPOSE), Int32(OB_TRANSPOSE), Int32(leftCount), Int32(rightCount),
      Int32(width), 1, left, Int32(width), right, Int32(width), 0, products, Int32(stride))
  }
}
