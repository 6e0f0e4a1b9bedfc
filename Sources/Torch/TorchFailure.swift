import BenchCore

/// A failed libtorch call: the operation, its operands and libtorch's reason.
package struct TorchFailure: BenchFailure, Equatable {
  /// The operation that failed, such as `matmul`.
  package var operation: String
  /// A description of each operand, such as `float32[64, 512]`.
  package var operands: [String]
  /// libtorch's message, or this module's.
  package var cause: String

  package init(operation: String, operands: [String] = [], cause: String) {
    self.operation = operation
    self.operands = operands
    self.cause = cause
  }

  package var problem: String {
    let arguments = operands.isEmpty ? "" : "(\(operands.joined(separator: ", ")))"
    return "\(operation)\(arguments) failed: \(cause)"
  }
}
