package import Torch

/// SimCLR: each view of an image must find the other view among all views of the batch.
///
/// The mean over the `2 * batch` views v of `-log(exp(cos(v, v') / tau) / sum_{u != v} exp(cos(v, u) / tau))`, v' being
/// the other view of v's image. Source: Chen et al., ICML 2020, equation 1; A-CLIP `SIMCLRLoss`. (A-CLIP's code passes
/// it the first view twice, so that the two always agree; AMNS names the loss of the paper, which is what is here.)
package struct SimCLRLoss: Sendable {
  /// tau, 0.1 in A-CLIP.
  package var temperature: Double

  package init(temperature: Double = 0.1) {
    self.temperature = temperature
  }

  /// The loss of the projections of first views, then of second views, `[2 * batch, width]`; a scalar.
  package func callAsFunction(_ views: Tensor) throws -> Tensor {
    let count = try views.size(0)
    let rows = try views.rowsOfUnitLength()
    let place = try Tensor.range(count, device: views.device)
    let itself = try place.reshaped(-1, 1).equal(to: place.reshaped(1, -1))
    let scores = try (rows.matmul(rows.transposed(0, 1)) / temperature).filled(where: itself, with: Tensor.masked)
    return try scores.crossEntropy(labels: place.withHalvesExchanged())
  }

  /// What `bench list losses` says.
  static let info = PartInfo(
    kind: .auxiliary, id: "simclr", title: "SimCLR",
    formula: "-log(exp(cos(v, v') / tau) / sum_{u != v} exp(cos(v, u) / tau)), mean over views",
    shapes: "projections of first views, then of second views [2 batch, width] -> scalar",
    settings: ["simclrWeight", "viewTemperature", "headHiddenWidth", "headWidth"], needs: ["second view"],
    source: "Chen et al., ICML 2020; A-CLIP")
}

extension Tensor {
  /// Rows divided by their norms, in single precision at least; a row of zeros stays one.
  func rowsOfUnitLength() throws -> Tensor {
    let rows = try atLeastSingle()
    return try rows / rows.norm(-1, keep: true).clamped(minimum: 1e-12)
  }

  /// The second half of the rows before the first.
  func withHalvesExchanged() throws -> Tensor {
    let half = try size(0) / 2
    return try .concatenated(
      [narrowed(0, start: half, length: half), narrowed(0, start: 0, length: half)], dimension: 0)
  }
}
