package import Models
package import Torch

/// SSAN's ID: a linear classifier of identities for each part, shared by both modalities.
///
/// The cross-entropies of both, added, as a mean over parts. Source: SSAN `loss/Id_loss.py`; weights start from
/// N(0, 0.001).
package struct PartIdentityLoss {
  private let classifiers: [Linear]

  package init(_ path: ParameterPath, parts: Int, width: Int, identityCount: Int) throws {
    classifiers = try (0..<parts).map {
      try Linear(
        path.group(.newModule) / "W" / "\($0)" / "block", inputs: width, outputs: identityCount,
        weight: .normal(standardDeviation: 0.001), bias: .zeros)
    }
  }

  /// The loss of embeddings `[batch, width, parts]` of identities, int64 `[batch]`: a scalar.
  package func callAsFunction(images: Tensor, texts: Tensor, identities: Tensor) throws -> Tensor {
    var total: Tensor?
    for (part, classifier) in classifiers.enumerated() {
      for embeddings in [images, texts] {
        let logits = try classifier(embeddings.selected(2, part)).atLeastSingle()
        let loss = try logits.crossEntropy(labels: identities)
        total = try total.map { try $0 + loss } ?? loss
      }
    }
    return try (total ?? .zeros([], device: images.device)) / Double(classifiers.count)
  }
}
