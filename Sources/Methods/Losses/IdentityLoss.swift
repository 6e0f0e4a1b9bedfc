package import Models
package import Torch

/// ID: one linear classifier of identities, shared by both modalities.
///
/// The mean of the two cross-entropies. Source: IRRA `objectives.compute_id`; weights start from N(0, 0.001).
package struct IdentityLoss {
  private let classifier: Linear

  /// Puts the classifier under the reference's name, in the group of new modules.
  package init(_ path: ParameterPath, width: Int, identityCount: Int) throws {
    classifier = try Linear(
      path.group(.newModule) / "classifier", inputs: width, outputs: identityCount,
      weight: .normal(standardDeviation: 0.001),
      bias: .zeros)
  }

  /// The loss of image and text embeddings `[batch, width]` of identities, int64 `[batch]`: a scalar.
  package func callAsFunction(images: Tensor, texts: Tensor, identities: Tensor) throws -> Tensor {
    try Self.loss(
      imageLogits: classifier(images).atLeastSingle(), textLogits: classifier(texts).atLeastSingle(),
      identities: identities)
  }

  /// The loss of given logits `[batch, identities]` and identities, int64 `[batch]`: a scalar.
  package static func loss(imageLogits: Tensor, textLogits: Tensor, identities: Tensor) throws -> Tensor {
    try (imageLogits.crossEntropy(labels: identities) + textLogits.crossEntropy(labels: identities)) / 2
  }

  /// What `bench list losses` says.
  static let info = PartInfo(
    kind: .auxiliary, id: "id", title: "Identity loss (ID)",
    formula: "(cross entropy(W image + b, identity) + cross entropy(W text + b, identity)) / 2",
    shapes: "images, texts [batch, width], identities [batch] -> scalar", settings: ["identityWeight"],
    source: "IRRA compute_id")
}

extension IdentityLoss: AuxiliaryLoss {
  func callAsFunction(_ batch: EncodedBatch, trust: Trust?) throws -> Tensor {
    func kept(_ tensor: Tensor) throws -> Tensor { try trust?.rows(of: tensor) ?? tensor }
    let global = try batch.globals()
    let (texts, identities) = try (kept(global.texts), kept(batch.batch.identities))
    return try Tensor.mean(of: global.images.map { try self(images: kept($0), texts: texts, identities: identities) })
  }
}

extension Auxiliary {
  /// ID.
  static func identity(weight: Double = 1) -> Auxiliary {
    Auxiliary(name: .id, weight: weight) {
      try IdentityLoss($0.root, width: $0.method.model.embeddingWidth, identityCount: $0.method.identityCount)
    }
  }
}
