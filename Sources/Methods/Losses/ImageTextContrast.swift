public import Torch

/// ITC: each caption must find its own image among the batch's, and each image its caption.
///
/// The mean over both directions of the cross entropy of `S / tau` with the pair itself as the class; another pair of
/// the same identity counts as a negative. Source: IRRA `objectives.compute_itc`; AMNS equation 2.
public struct ImageTextContrast: Sendable {
  /// tau.
  public var temperature: Double

  /// Creates the loss.
  public init(temperature: Double = 0.02) {
    self.temperature = temperature
  }

  /// The loss of text-major cosine similarities `[batch, batch]`, a scalar.
  public func callAsFunction(_ similarities: Tensor) throws -> Tensor {
    let scores = try similarities / temperature
    let pairs = try Tensor.range(scores.size(0), device: scores.device)
    return try (scores.crossEntropy(labels: pairs) + scores.transposed(0, 1).crossEntropy(labels: pairs)) / 2
  }
}
