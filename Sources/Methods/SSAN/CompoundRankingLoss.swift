package import Torch

/// CR: a triplet loss of every pair, and one with another caption of the identity in the caption's place, whose margin
/// is smaller.
///
/// Each anchor has one negative of another identity. With the margins `m` of pairs and `m'` of partners,
/// `sum [m - S_ii + S_in]_+ + beta sum [m' - S'_ii + S'_in]_+`, of images and of texts as anchors. Source: SSAN section
/// 3.5 and `loss/RankingLoss.py`.
package struct CompoundRankingLoss: Sendable {
  /// Whose negatives are chosen.
  package enum Anchors: String, Sendable, CaseIterable {
    case images, texts
    /// The same where the other caption is the positive.
    case imagesOfPartners, textsOfPartners
  }

  /// What negatives are chosen from, without gradient.
  package struct Choice {
    package let anchors: Anchors
    /// Similarities of anchors (rows) to what they search, `[batch, batch]`.
    package let similarities: Tensor
    /// The margin of each anchor, `[batch]`.
    package let margins: Tensor
    /// Whether an anchor may have a negative, bool `[batch]`.
    package let isKept: Tensor
  }

  package var margin = 0.2
  package var partnerWeight = 0.1
  package var partnerMarginShare = 0.5
  package var leastAdaptiveMargin = 0.16

  /// The loss, a scalar.
  ///
  /// - Parameters:
  ///   - images, texts, partners: Embeddings `[batch, width]`, where `partners` are other captions of the identities.
  ///   - isAdaptive: Whether the partners' margins follow the similarities.
  ///   - negatives: The negative of each anchor, `[batch, batch]`: 1 at one place of a row, or nowhere, and else 0.
  package func callAsFunction(
    images: Tensor, texts: Tensor, partners: Tensor, isAdaptive: Bool, negatives: (Choice) throws -> Tensor
  ) throws -> Tensor {
    let (pairs, others) = try (Self.similarities(images, texts), Self.similarities(images, partners))
    let fixed = try Tensor.full([images.size(0)], margin, device: images.device)
    let margins = try isAdaptive ? adaptiveMargins(pairs: pairs, partners: others) : fixed * partnerMarginShare
    // The reference leaves anchors out in the later epochs only, by the margin of pairs as well.
    let least = isAdaptive ? leastAdaptiveMargin : -.infinity
    func hinges(_ anchors: Anchors, _ similarities: Tensor, _ margins: Tensor) throws -> Tensor {
      let choice = Choice(
        anchors: anchors, similarities: try similarities.detached(), margins: margins,
        isKept: try margins.atLeast(least))
      let violations = try (margins - similarities.diagonal()).reshaped(-1, 1) + similarities
      return try (violations.relu() * negatives(choice)).sum()
    }
    let own = try hinges(.images, pairs, fixed) + hinges(.texts, pairs.transposed(0, 1), fixed)
    guard partnerWeight > 0 else { return own }
    let partner =
      try hinges(.imagesOfPartners, others, margins) + hinges(.textsOfPartners, others.transposed(0, 1), margins)
    return try own + partner * partnerWeight
  }

  /// `(1 + min(1, |s'| / |s|))` times the fixed margin of partners, `[batch]`, where `s` and `s'` are the similarities of
  /// each image to its caption and to the partner, without gradient.
  ///
  /// Where both are equal to the last bit the reference adds 2 in place of 1.
  private func adaptiveMargins(pairs: Tensor, partners: Tensor) throws -> Tensor {
    let own = try pairs.detached().diagonal().magnitude().clamped(minimum: 1e-12)
    let share = try (partners.detached().diagonal().magnitude() / own).clamped(maximum: 1)
    return try (share + 1) * (margin * partnerMarginShare)
  }

  /// Cosines of images (rows) and texts, `[batch, batch]`.
  private static func similarities(_ images: Tensor, _ texts: Tensor) throws -> Tensor {
    func normalized(_ x: Tensor) throws -> Tensor { try x / (x.norm(1, keep: true) + 1e-8) }
    return try normalized(images).matmul(normalized(texts).transposed(0, 1))
  }
}

extension Tensor {
  /// Where elements are not below a number, bool.
  fileprivate func atLeast(_ value: Double) throws -> Tensor {
    try greaterOrEqual(to: .full([], value, device: device))
  }
}
