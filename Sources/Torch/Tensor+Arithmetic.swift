internal import CTorch

// MARK: - Element by element

extension Tensor {
  /// The sum, element by element.
  package static func + (left: Tensor, right: Tensor) throws -> Tensor { try left.binary(CT_ADD, "add", right) }
  /// The difference, element by element.
  package static func - (left: Tensor, right: Tensor) throws -> Tensor {
    try left.binary(CT_SUBTRACT, "subtract", right)
  }
  /// The product, element by element.
  package static func * (left: Tensor, right: Tensor) throws -> Tensor {
    try left.binary(CT_MULTIPLY, "multiply", right)
  }
  /// The quotient, element by element.
  package static func / (left: Tensor, right: Tensor) throws -> Tensor { try left.binary(CT_DIVIDE, "divide", right) }
  /// The sum, element by element.
  package static func + (left: Tensor, right: Double) throws -> Tensor { try left.binary(CT_ADD, "add", right) }
  /// The difference, element by element.
  package static func - (left: Tensor, right: Double) throws -> Tensor {
    try left.binary(CT_SUBTRACT, "subtract", right)
  }
  /// The product, element by element.
  package static func * (left: Tensor, right: Double) throws -> Tensor {
    try left.binary(CT_MULTIPLY, "multiply", right)
  }
  /// The quotient, element by element.
  package static func / (left: Tensor, right: Double) throws -> Tensor { try left.binary(CT_DIVIDE, "divide", right) }
  /// The product, element by element.
  package static func * (left: Double, right: Tensor) throws -> Tensor { try right * left }
  /// The difference, element by element.
  package static func - (left: Double, right: Tensor) throws -> Tensor { try -right + left }
  /// The negative, element by element.
  package static prefix func - (operand: Tensor) throws -> Tensor { try operand.unary(CT_NEGATE, "negate") }

  /// e to the power of each element.
  package func exp() throws -> Tensor { try unary(CT_EXP, "exp") }
  /// The natural logarithm.
  package func log() throws -> Tensor { try unary(CT_LOG, "log") }
  /// The square root.
  package func squareRoot() throws -> Tensor { try unary(CT_SQRT, "sqrt") }
  /// The absolute value.
  package func magnitude() throws -> Tensor { try unary(CT_ABS, "abs") }
  /// `1 / (1 + exp(-x))`.
  package func sigmoid() throws -> Tensor { try unary(CT_SIGMOID, "sigmoid") }
  /// `max(x, 0)`.
  package func relu() throws -> Tensor { try unary(CT_RELU, "relu") }
  /// `x` where it is positive, else `slope * x`.
  package func leakyReLU(slope: Double) throws -> Tensor {
    try Tensor.made("leaky_relu", self) { ct_leaky_relu(handle, slope, $0) }
  }
  /// The hyperbolic tangent.
  package func tanh() throws -> Tensor { try unary(CT_TANH, "tanh") }
  /// The logarithm of the gamma function.
  package func logGamma() throws -> Tensor { try unary(CT_LGAMMA, "lgamma") }
  /// The derivative of the logarithm of the gamma function.
  package func digamma() throws -> Tensor { try unary(CT_DIGAMMA, "digamma") }
  /// Each element limited to a range; a missing bound does not limit.
  package func clamped(minimum: Double = -.infinity, maximum: Double = .infinity) throws -> Tensor {
    try Tensor.made("clamp", self) { ct_clamp(handle, minimum, maximum, $0) }
  }

  private func unary(_ operation: ct_unary_operation, _ name: String) throws -> Tensor {
    try Tensor.made(name, self) { ct_unary(operation, handle, $0) }
  }

  private func binary(_ operation: ct_binary_operation, _ name: String, _ right: Tensor) throws -> Tensor {
    try Tensor.made(name, self, right) { ct_binary(operation, handle, right.handle, $0) }
  }

  private func binary(_ operation: ct_binary_operation, _ name: String, _ right: Double) throws -> Tensor {
    try Tensor.made(name, self) { ct_binary_scalar(operation, handle, ct_scalar(right), $0) }
  }

  private func binary(_ operation: ct_binary_operation, _ name: String, _ right: Int) throws -> Tensor {
    try Tensor.made(name, self) { ct_binary_scalar(operation, handle, ct_scalar(right), $0) }
  }
}

// MARK: - Comparison and choice

extension Tensor {
  /// Where elements are equal, bool.
  package func equal(to other: Tensor) throws -> Tensor { try binary(CT_EQUAL, "equal", other) }
  /// Where elements equal an integer, bool.
  package func equal(to value: Int) throws -> Tensor { try binary(CT_EQUAL, "equal", value) }
  /// Where elements differ from an integer, bool.
  package func notEqual(to value: Int) throws -> Tensor { try binary(CT_NOT_EQUAL, "not_equal", value) }
  /// Where elements are greater, bool.
  package func greater(than other: Tensor) throws -> Tensor { try binary(CT_GREATER, "greater", other) }
  /// Where elements are greater than a number, bool.
  package func greater(than value: Double) throws -> Tensor { try binary(CT_GREATER, "greater", value) }
  /// Where elements are greater or equal, bool.
  package func greaterOrEqual(to other: Tensor) throws -> Tensor {
    try binary(CT_GREATER_EQUAL, "greater_equal", other)
  }
  /// The opposite of a bool tensor.
  package func negated() throws -> Tensor { try unary(CT_LOGICAL_NOT, "not") }
  /// Where elements are neither infinite nor NaN, bool.
  package func isFinite() throws -> Tensor { try unary(CT_ISFINITE, "isfinite") }
  /// Elements of `yes` where `condition`, else of `no`.
  package static func choose(_ condition: Tensor, _ yes: Tensor, _ no: Tensor) throws -> Tensor {
    try made("where", condition, yes, no) { ct_where(condition.handle, yes.handle, no.handle, $0) }
  }
  /// `value` where `mask`, else the element.
  package func filled(where mask: Tensor, with value: Double) throws -> Tensor {
    try Tensor.made("masked_fill", self, mask) { ct_masked_fill(handle, mask.handle, ct_scalar(value), $0) }
  }
}

// MARK: - Conversion

extension Tensor {
  /// The tensor with other elements' type or on another device; itself where nothing changes.
  package func to(_ dtype: DType? = nil, device: Device? = nil) throws -> Tensor {
    let present = try (type: self.dtype, place: self.device)
    let wanted = (type: dtype ?? present.type, place: device ?? present.place)
    guard wanted != present else { return self }
    return try Tensor.made("to", self) { ct_to(handle, wanted.type.raw, wanted.place.raw, $0) }
  }
  /// The same values, cut off from gradients.
  package func detached() throws -> Tensor { try unary(CT_DETACH, "detach") }
  /// The same values in row-major memory.
  package func contiguous() throws -> Tensor { try unary(CT_CONTIGUOUS, "contiguous") }
  /// A copy with memory of its own.
  package func cloned() throws -> Tensor { try unary(CT_CLONE, "clone") }
}

// MARK: - Reductions

extension Tensor {
  /// The sum over `dimensions`, or over all.
  package func sum(_ dimensions: Int..., keep: Bool = false) throws -> Tensor {
    try reduced(CT_SUM, "sum", dimensions, keep)
  }
  /// The mean over `dimensions`, or over all.
  package func mean(_ dimensions: Int..., keep: Bool = false) throws -> Tensor {
    try reduced(CT_MEAN, "mean", dimensions, keep)
  }
  /// The largest element over `dimensions`, or over all; equal maxima share the gradient.
  package func maximum(_ dimensions: Int..., keep: Bool = false) throws -> Tensor {
    try reduced(CT_MAX, "max", dimensions, keep)
  }
  /// The smallest element over `dimensions`, or over all.
  package func minimum(_ dimensions: Int..., keep: Bool = false) throws -> Tensor {
    try reduced(CT_MIN, "min", dimensions, keep)
  }
  /// `log(sum(exp(x)))` over `dimensions`, without overflow.
  package func logSumExp(_ dimensions: Int..., keep: Bool = false) throws -> Tensor {
    try reduced(CT_LOGSUMEXP, "logsumexp", dimensions, keep)
  }
  /// The Euclidean norm over `dimensions`, or over all.
  package func norm(_ dimensions: Int..., keep: Bool = false) throws -> Tensor {
    try reduced(CT_NORM, "norm", dimensions, keep)
  }
  /// Whether any element is true.
  package func any() throws -> Bool { try reduced(CT_ANY, "any", [], false).item() != 0 }
  /// Whether all elements are true.
  package func all() throws -> Bool { try reduced(CT_ALL, "all", [], false).item() != 0 }

  private func reduced(_ reduction: ct_reduction, _ name: String, _ dimensions: [Int], _ keep: Bool) throws -> Tensor {
    try Tensor.made(name, self) {
      ct_reduce(reduction, handle, dimensions.map(Int64.init), Int32(dimensions.count), keep, $0)
    }
  }

  /// The index of the largest element along a dimension, int64.
  package func argmax(_ dimension: Int) throws -> Tensor {
    try Tensor.made("argmax", self) { ct_argmax(handle, Int64(dimension), $0) }
  }
  /// Probabilities along a dimension.
  package func softmax(_ dimension: Int) throws -> Tensor {
    try Tensor.made("softmax", self) { ct_softmax(handle, Int64(dimension), $0) }
  }
  /// Logarithms of probabilities along a dimension.
  package func logSoftmax(_ dimension: Int) throws -> Tensor {
    try Tensor.made("log_softmax", self) { ct_log_softmax(handle, Int64(dimension), $0) }
  }
  /// The `count` largest elements along a dimension, largest first, and their indices.
  package func top(_ count: Int, dimension: Int) throws -> (values: Tensor, indices: Tensor) {
    var values = ct_tensor(pointer: nil)
    var indices = ct_tensor(pointer: nil)
    try check("topk", self, status: ct_topk(handle, Int64(count), Int64(dimension), &values, &indices))
    return (Tensor(owning: values), Tensor(owning: indices))
  }
}
