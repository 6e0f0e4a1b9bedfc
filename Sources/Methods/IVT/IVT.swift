import BenchCore
package import Models
package import Torch
package import Training

/// IVT: one transformer for images and captions, trained with cross-modal projection matching on captions and parts of them
/// (multi-level alignment) with some tokens hidden (bidirectional mask modelling).
///
/// Source: Shu et al., ECCVW 2022; `processor/processor.py`, `loss/cmps_loss.py`.
package final class IVT: RetrievalMethod {
  package let parameters: ParameterStore
  private let configuration: IVTConfiguration
  private let network: ImageTextTransformer
  private let loss = CrossModalProjectionMatching()
  private let blockCount: Int
  private let imageTokenCount: Int
  private let width: Int
  private let seed: UInt64
  /// Training steps done; a buffer, so that checkpoints keep it.
  private let step: Tensor

  package init(_ configuration: IVTConfiguration, in context: MethodContext) throws {
    self.configuration = configuration
    seed = context.seed
    (blockCount, width) = (context.model.visionLayers, context.model.visionWidth)
    imageTokenCount = context.model.imageTokenCount
    parameters = try context.parameterStore()
    network = try ImageTextTransformer(parameters.root / "encoder_vl", spec: context.model)
    step = try (parameters.root / "ivt").buffer("step", [], value: 0, dtype: .int64)
  }

  package var ownDraws: String? { "the hidden tokens and what is dropped" }

  package func losses(of batch: TrainingBatch) throws -> [LossTerm] {
    if configuration.alignsParts, batch.parts.isEmpty {
      throw TrainingFailure.incompleteBatch(missing: "parts of captions")
    }
    let parts = configuration.alignsParts ? batch.parts : []
    let length = (parts.flatMap(\.lengths) + batch.captionLengths).max() ?? 1
    let ids = try Tensor.concatenated(parts.map(\.ids) + [batch.captionIDs], dimension: 0)
      .narrowed(1, start: 0, length: length)
    let images = try Tensor.concatenated(parts.map(\.images) + [batch.images], dimension: 0)
    let identities = try Tensor.concatenated(
      [Tensor](repeating: batch.identities, count: parts.count + 1), dimension: 0)

    let number = UInt64(try step.item())
    try step.increment(by: 1)
    let hiding = Hiding(configuration, seed: seed, step: number, blockCount: blockCount)
    let count = try ids.size(0)
    let imageEmbeddings = try network.encode(
      images: images, hiding: hiding.parts(of: .image, count: count, tokens: imageTokenCount, on: images.device))
    let textEmbeddings = try network.encode(
      captions: ids, hiding: hiding.parts(of: .text, count: count, tokens: length, width: width, on: ids.device))
    let value = try loss(
      texts: textEmbeddings.atLeastSingle(), images: imageEmbeddings.atLeastSingle(), identities: identities)
    return [LossTerm(name: "cmpm", value: value)]
  }

  package func embed(images: Tensor) throws -> [HeadEmbedding] {
    [HeadEmbedding(name: "global", values: try network.encode(images: images))]
  }

  package func embed(captions: Tensor) throws -> [HeadEmbedding] {
    [HeadEmbedding(name: "global", values: try network.encode(captions: captions))]
  }
}

extension IVT {
  /// IVT as published, but for its pretraining on image-text pairs.
  static let entry = MethodEntry(
    MethodInfo(
      id: "ivt", title: "IVT",
      summary:
        "One transformer for images and captions: projection matching of captions and their parts, tokens hidden.",
      citation:
        "Shu et al., See Finer, See More: Implicit Modality Alignment for Text-based Person Retrieval, ECCVW 2022",
      family: .ivt, openDecision: OpenDecision("IVT from ImageNet weights", anchor: "ivt")),
    defaults: IVTConfiguration(), build: IVT.init)
}
