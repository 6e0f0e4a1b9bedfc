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
}
