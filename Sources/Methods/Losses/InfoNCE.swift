package import Torch

/// InfoNCE, CLIP's image-text contrastive loss (ITC): each caption finds its own image among the batch, and back.
///
/// Per pair: `-(log p_ii + log p'_ii) / 2` with `p` and `p'` the softmax of `S / tau` over images and over captions.
/// Identities do not matter: another pair of the same person is a negative. Source: RDE
/// `objectives.compute_InfoNCE_per`; its mean is IRRA `objectives.compute_itc`.
package struct InfoNCE: MatchingLoss {
  /// tau, 0.02 in IRRA and RDE (a logit scale of 50).
  package var temperature: Double

  package init(temperature: Double = 0.02) {
    self.temperature = temperature
  }

  /// The mean of both directions, `[batch]`.
  package func perPair(similarities: Tensor, sameIdentity: Tensor) throws -> Tensor {
    let scores = try similarities / temperature
    return try (scores.logSoftmax(1).diagonal() + scores.logSoftmax(0).diagonal()) * -0.5
  }

  /// What `bench list losses` says.
  static let info = PartInfo(
    kind: .loss, id: "infonce", title: "InfoNCE, image-text contrastive loss (ITC)",
    formula: "-(log softmax_j(S / tau)_ii + log softmax_i(S / tau)_ii) / 2", shapes: PartInfo.matchingShapes,
    settings: ["temperature", "matchingWeight"],
    source: "CLIP; IRRA compute_itc, RDE compute_InfoNCE_per")

  /// The same of captions and views, beside another loss.
  static let contrastOfViews = PartInfo(
    kind: .auxiliary, id: "itc", title: "ITC of views", formula: info.formula + ", mean over the views",
    shapes: PartInfo.matchingShapes, settings: ["contrastWeight", "contrastTemperature"], source: "AMNS equation 2")
}
