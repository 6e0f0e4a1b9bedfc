import BenchCore

extension ArithmeticSpec {
  /// The precision, and what else is not as usual: `fp32`, `bf16 with TF32 and micro-batches of 8`.
  var shownText: String {
    let others = [
      usesTF32 ? "TF32" : nil, isDeterministic ? nil : "nondeterministic operations",
      microBatchSize.map { "micro-batches of \($0)" },
    ].compactMap(\.self)
    return precision.rawValue + (others.isEmpty ? "" : " with \(others.joined(separator: " and "))")
  }
}
