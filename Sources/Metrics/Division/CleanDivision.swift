/// Training pairs divided into clean and noisy by their losses, as one head of RDE's consensus division sees it.
///
/// Losses are normalised to `0...1` and a mixture of two Gaussians is fitted. A pair is clean when its probability to
/// belong to the component of small losses exceeds 0.5. If all exceed it, the hundredth with the lowest probabilities
/// counts as noisy, so that the next epoch does not train on all pairs.
///
/// Source: RDE `processor.py` (`get_loss`, `split_prob`), the rule from NCR (NeurIPS 2021).
public struct CleanDivision: Sendable, Equatable {
  /// The probability of each pair to be clean.
  public let cleanProbabilities: [Float]
  /// Whether each pair counts as clean: a probability above `threshold`.
  public let isClean: [Bool]
  /// 0.5, or the lowest hundredth's upper end.
  public let threshold: Float
  /// The mixture over normalised losses.
  public let mixture: GaussianMixture1D

  /// Divides raw per-pair losses.
  ///
  /// - Throws: `MixtureFailure`, among others if all losses are equal.
  public init(losses: [Float], settings: MixtureSettings, seed: UInt32 = 0) throws(MixtureFailure) {
    let normalized = try Self.normalized(losses)
    let mixture = try GaussianMixture1D(fitting: normalized, settings: settings, seed: seed)
    let probabilities = mixture.lowerProbabilities(of: normalized)
    let threshold = Self.threshold(for: probabilities)
    self.mixture = mixture
    self.threshold = threshold
    cleanProbabilities = probabilities
    isClean = probabilities.map { $0 > threshold }
  }

  /// Maps the least loss to 0 and the largest to 1.
  ///
  /// - Throws: `MixtureFailure.tooFewValues`, `notFinite` or `constant`.
  public static func normalized(_ losses: [Float]) throws(MixtureFailure) -> [Float] {
    guard let least = losses.min(), let largest = losses.max() else { throw .tooFewValues(0) }
    if let index = losses.firstIndex(where: { !$0.isFinite }) { throw .notFinite(index: index) }
    guard least < largest else { throw .constant(Double(least)) }
    let width = largest - least
    guard width.isFinite else { throw .tooWide(least: Double(least), largest: Double(largest)) }
    return losses.map { ($0 - least) / width }
  }

  /// The probability that a clean pair must exceed.
  static func threshold(for probabilities: [Float]) -> Float {
    guard let least = probabilities.min(), least > 0.5 else { return 0.5 }
    return probabilities.sorted()[probabilities.count / 100]
  }
}
