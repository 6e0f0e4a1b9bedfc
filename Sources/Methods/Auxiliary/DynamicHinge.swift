import Models
import Torch

/// RDH with its count of the optimiser steps, by which it grows harder.
struct DynamicHinge: AuxiliaryLoss {
  /// H falls by so much with each step.
  struct Hardening {
    var rate = 0.025
    var least = 5
  }

  private let loss: DynamicHingeLoss
  private let hardening: Hardening
  /// Optimiser steps done; a buffer, so that checkpoints keep it.
  private let step: Tensor

  init(_ loss: DynamicHingeLoss, _ hardening: Hardening, in context: AuxiliaryContext) throws {
    (self.loss, self.hardening) = (loss, hardening)
    step = try (context.root / "decl").buffer("step", [], value: 0, dtype: .int64)
  }

  /// A distrusted pair has no hinge of its own, but is a negative of others; hinges are summed over the batch.
  func callAsFunction(_ batch: EncodedBatch, trust: Trust?) throws -> Tensor {
    let count = DynamicHingeLoss.negativeCount(
      batchSize: batch.batch.pairIndices.count, step: Int(try step.item()), decrease: hardening.rate,
      least: hardening.least)
    try step.increment(by: 1)
    return try Tensor.mean(
      of: batch.globals().similarities.map {
        let rows = try loss.perPair(similarities: $0, negativeCount: count)
        return try (trust.map { try rows * $0.labels } ?? rows).sum()
      })
  }
}

extension Auxiliary {
  /// RDH.
  static func dynamicHinge(
    _ loss: DynamicHingeLoss, _ hardening: DynamicHinge.Hardening, weight: Double, seesTrustedOnly: Bool = true
  ) -> Auxiliary {
    Auxiliary(name: .rdh, weight: weight, seesTrustedOnly: seesTrustedOnly) {
      try DynamicHinge(loss, hardening, in: $0)
    }
  }
}
