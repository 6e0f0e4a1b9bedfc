import BenchCore
internal import CTorch

/// A failed libtorch call: the operation, its operands and libtorch's reason.
package struct TorchFailure: BenchFailure, Equatable {
  /// Failures that have a way out of their own.
  package enum Kind: Sendable {
    case other
    /// A device, or the machine, has no memory left.
    case outOfMemory
    /// In deterministic mode: an operation without a deterministic implementation.
    case notDeterministic

    init(status: Int32) {
      switch UInt32(bitPattern: status) {
      case CT_OUT_OF_MEMORY.rawValue: self = .outOfMemory
      case CT_NOT_DETERMINISTIC.rawValue: self = .notDeterministic
      default: self = .other
      }
    }
  }

  package var kind: Kind
  /// The operation that failed, such as `matmul`.
  package var operation: String
  /// A description of each operand, such as `float32[64, 512]`.
  package var operands: [String]
  /// libtorch's message, or this module's.
  package var cause: String

  package init(_ kind: Kind = .other, operation: String, operands: [String] = [], cause: String) {
    self.kind = kind
    self.operation = operation
    self.operands = operands
    self.cause = cause
  }

  /// With the message that the failing call left on this thread; to be made directly after it.
  init(status: Int32, operation: String, _ operands: [Tensor]) {
    // The message first: describing operands makes calls of its own.
    let cause = String(cString: ct_last_error())
    self.init(Kind(status: status), operation: operation, operands: operands.map(\.description), cause: cause)
  }

  /// libtorch's own name of an operation without a deterministic implementation, such as `put_`; `nil` for other failures.
  package var refusedOperation: String? {
    guard kind == .notDeterministic else { return nil }
    return cause.firstMatch(of: /([^\s'"`]+)['"`]? does not have a deterministic/).map { String($0.output.1) }
      ?? operation
  }

  package var problem: String {
    let arguments = operands.isEmpty ? "" : "(\(operands.joined(separator: ", ")))"
    let reason = refusedOperation.map { "\($0) has no deterministic implementation on this device" } ?? cause
    return "\(operation)\(arguments) failed: \(reason)"
  }

  package var remedy: String? {
    switch kind {
    case .other: nil
    case .outOfMemory: "free memory (nvidia-smi shows who uses a GPU's), or compute elsewhere: --device"
    case .notDeterministic: "use --device cpu"
    }
  }
}
