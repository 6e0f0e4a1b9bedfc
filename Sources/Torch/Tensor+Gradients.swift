internal import CTorch

extension Tensor {
  /// Starts or stops recording operations on this leaf.
  package func setRequiresGradient(_ required: Bool = true) throws {
    try check("requires_grad", self, status: ct_set_requires_gradient(handle, required))
  }

  /// Whether operations on this tensor are recorded.
  package var requiresGradient: Bool {
    get throws {
      var out = false
      try check("requires_grad", ct_requires_gradient(handle, &out))
      return out
    }
  }

  /// Adds the gradient of this scalar to every leaf it depends on.
  ///
  /// - Throws: `TorchFailure`, or what a recomputation throws.
  package func backward() throws {
    let status = ct_backward(handle)
    try Tensor.rethrowRecomputation(status)
    try check("backward", self, status: status)
  }

  /// The gradient collected so far; `nil` before any `backward`.
  package var gradient: Tensor? {
    get throws {
      var out = ct_tensor(pointer: nil)
      try check("grad", ct_gradient(handle, &out))
      return out.pointer == nil ? nil : Tensor(owning: out)
    }
  }

  /// Forgets the collected gradient.
  package func clearGradient() throws {
    try check("clear_gradient", ct_clear_gradient(handle))
  }

  /// Overwrites the elements; the shapes must be equal. No gradient is recorded.
  package func copy(from source: Tensor) throws {
    try check("copy", self, source, status: ct_copy_in_place(handle, source.handle))
  }

  /// `self += factor * (source - self)`, in place. No gradient is recorded.
  package func moveToward(_ source: Tensor, factor: Double) throws {
    try check("lerp", self, source, status: ct_lerp_in_place(handle, source.handle, factor))
  }

  /// Adds an integer in place. No gradient is recorded.
  package func increment(by value: Int) throws {
    try check("add", self, status: ct_add_scalar_in_place(handle, ct_scalar(value)))
  }
}
