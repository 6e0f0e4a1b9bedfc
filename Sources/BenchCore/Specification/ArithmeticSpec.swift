/// The number formats that a network is trained and searched with.
public enum Precision: String, Codable, Sendable, CaseIterable {
  /// Single precision everywhere.
  case fp32
  /// The official code's regime: weights and biases of products in half precision, Adam's moments in each parameter's
  /// own type, normalisation in single precision, no loss scaling.
  ///
  /// Source: IRRA and RDE `convert_weights`.
  case paper
  /// Weights and moments in single precision, products in bfloat16, losses and normalisation in single precision.
  case bf16
  /// The same with products in half precision, and loss scaling.
  case fp16
}

/// How the numbers of a run are computed, beyond device and threads.
public struct ArithmeticSpec: Codable, Sendable, Hashable {
  /// The number formats.
  public var precision: Precision
  /// Whether single-precision products on a GPU may be rounded to TF32 (10 bits).
  public var usesTF32: Bool
  /// Whether operations without a deterministic implementation are refused.
  public var isDeterministic: Bool
  /// The encoders see so many samples at a time, the losses the whole batch; `nil` for all at once.
  public var microBatchSize: Int?

  /// Chooses formats; the defaults are what every run had before there was a choice.
  public init(
    precision: Precision = .fp32, usesTF32: Bool = false, isDeterministic: Bool = true, microBatchSize: Int? = nil
  ) {
    self.precision = precision
    self.usesTF32 = usesTF32
    self.isDeterministic = isDeterministic
    self.microBatchSize = microBatchSize
  }

  /// Single precision, deterministic: what specifications without this part mean.
  public static let standard = ArithmeticSpec()
}
