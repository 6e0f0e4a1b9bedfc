package import Torch

/// BYOL: a prediction from one view must point where a slowly moving copy of the network puts the other view.
///
/// The mean over rows of `2 - 2 cos(prediction, target)`; no gradient reaches the target. Source: Grill et al., NeurIPS
/// 2020, equation 2; A-CLIP `losses.py`.
package enum BYOLLoss {
  /// The loss of `[rows, width]` predictions and targets, a scalar.
  package static func loss(predictions: Tensor, targets: Tensor) throws -> Tensor {
    let cosine = try (predictions.rowsOfUnitLength() * targets.detached().rowsOfUnitLength()).sum(-1)
    return try (2 - cosine * 2).mean()
  }

  /// What `bench list losses` says.
  static let info = PartInfo(
    kind: .auxiliary, id: "byol", title: "BYOL",
    formula: "2 - 2 cos(prediction, target of the other view), mean over views",
    shapes: "predictions, targets [2 batch, width] -> scalar",
    settings: ["byolWeight", "headHiddenWidth", "headWidth", "momentum"], needs: ["second view", "moving average"],
    source: "Grill et al., NeurIPS 2020; A-CLIP")
}
