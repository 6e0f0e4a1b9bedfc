package import Torch

/// DECL's robust dynamic hinge (RDH): a triplet loss over the H hardest negatives, with H falling during training.
///
/// Per pair: the mean over the H largest of `[m - T_ii + T_ij]_+, j != i`, with `T = tanh(S)`; rows of texts and of
/// images are added. Source: DECL, ACM MM 2022, section 3.4.
package struct DynamicHingeLoss: Sendable {
  /// m, 0.2 in DECL.
  package var margin: Double
  /// Whether it is of `tanh(S)`; another reading of DECL takes `S`.
  package var squashes: Bool

  package init(margin: Double = 0.2, squashes: Bool = true) {
    self.margin = margin
    self.squashes = squashes
  }

  /// H: the batch's size less `decrease` for each optimiser step done, at least `least`.
  package static func negativeCount(batchSize: Int, step: Int, decrease: Double = 0.025, least: Int = 5) -> Int {
    // The product is far below the largest integer for any number of steps that a machine can do.
    max(Int(Double(batchSize) - decrease * Double(step)), least)
  }

  /// Both directions added, `[batch]`.
  ///
  /// - Parameters:
  ///   - similarities: Cosine similarities `[batch, batch]`; which modality the rows are does not matter.
  ///   - negativeCount: H. A batch with fewer negatives is still divided by H, as in the original.
  package func perPair(similarities: Tensor, negativeCount: Int) throws -> Tensor {
    let scores = try squashes ? similarities.tanh() : similarities
    let own = try scores.diagonal().unsqueezed(1)
    let place = try Tensor.range(scores.size(0), device: scores.device)
    let isOwn = try place.unsqueezed(1).equal(to: place.unsqueezed(0))
    func hinges(_ scores: Tensor) throws -> Tensor {
      let violations = try (scores - own + margin).clamped(minimum: 0).filled(where: isOwn, with: 0)
      let hardest = try violations.top(min(negativeCount, violations.size(1)), dimension: 1).values
      return try hardest.sum(1) / Double(negativeCount)
    }
    return try hinges(scores) + hinges(scores.transposed(0, 1))
  }

  /// What `bench list losses` says.
  static let info = PartInfo(
    kind: .auxiliary, id: "rdh", title: "Robust dynamic hinge (RDH)",
    formula: "sum over the H largest of [m - tanh(S_ii) + tanh(S_ij)]_+ / H, text and image rows,"
      + " H = max(int(batch - 0.025 step), 5)",
    shapes: "S [batch, batch], H -> one loss for each pair [batch]",
    settings: ["hingeWeight", "hingeMargin", "hardeningRate", "leastNegatives", "squashes"],
    source: "DECL, ACM MM 2022")
}
