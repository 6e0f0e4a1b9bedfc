internal import CTorch

extension Tensor {
  /// What `body` makes of `inputs`; in the backward pass it is made again, so that its insides need not be kept till then.
  ///
  /// Values and gradients are those of calling `body`, which must depend on nothing that changes in between. It is kept
  /// as long as the graph and may be called on another thread, while the one that called `backward` waits. All results
  /// count as depending on trained weights. Without gradients it is only called.
  ///
  /// - Throws: What `body` throws: here, or out of `backward` what it throws there.
  package static func recomputed(
    _ inputs: [Tensor], _ body: @escaping ([Tensor]) throws -> [Tensor]
  ) throws -> [Tensor] {
    guard TorchLibrary.recordsGradients else { return try body(inputs) }
    let outputs = try withoutGradients { try body(inputs) }
    let computation = ct_recomputation(
      context: Unmanaged.passRetained(Recomputation(body)).toOpaque(), compute: Recomputation.compute,
      release: { $0.map { Unmanaged<AnyObject>.fromOpaque($0).release() } })
    var results = [ct_tensor](repeating: ct_tensor(pointer: nil), count: outputs.count)
    let status = withExtendedLifetime((inputs, outputs)) {
      ct_recomputed(
        computation, inputs.map(\.handle), Int32(inputs.count), outputs.map(\.handle), Int32(outputs.count), &results)
    }
    try check("recomputed", status)
    return results.map(Tensor.init(owning:))
  }

  /// Throws the error of a recomputation that made the call fail which returned `status`.
  static func rethrowRecomputation(_ status: Int32) throws {
    guard status != 0, let raw = ct_last_caller_error() else { return }
    let error = Unmanaged<RecomputationError>.fromOpaque(raw).takeUnretainedValue().error
    ct_forget_caller_error()
    throw error
  }
}

/// What is computed again, on its way through the shim.
private final class Recomputation {
  private let body: ([Tensor]) throws -> [Tensor]

  init(_ body: @escaping ([Tensor]) throws -> [Tensor]) {
    self.body = body
  }

  /// Calls the body of a context for borrowed inputs and gives its results away; returns its error.
  static let compute:
    @convention(c) (
      UnsafeMutableRawPointer?, UnsafePointer<ct_tensor>?, Int32, UnsafeMutablePointer<ct_tensor>?, Int32
    ) -> UnsafeMutableRawPointer? = { context, inputs, inputCount, outputs, outputCount in
      guard let context, let outputs else { return nil }
      let computation = Unmanaged<Recomputation>.fromOpaque(context).takeUnretainedValue()
      do {
        let arguments = UnsafeBufferPointer(start: inputs, count: Int(inputCount))
        let results = try computation.body(arguments.map { Tensor(owning: ct_tensor_retained($0)) })
        guard results.count == outputCount else {
          throw TorchFailure(
            operation: "recomputed", operands: results.map(\.description),
            cause: "there were \(outputCount) results before")
        }
        for (index, result) in results.enumerated() { outputs[index] = ct_tensor_retained(result.handle) }
        return nil
      } catch {
        return Unmanaged.passRetained(RecomputationError(error)).toOpaque()
      }
    }
}

/// An error on its way from the backward pass to its caller.
private final class RecomputationError {
  let error: any Error

  init(_ error: any Error) {
    self.error = error
  }
}
