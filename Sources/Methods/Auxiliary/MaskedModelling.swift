import Models
import Torch
import Training

/// IRRA's masked language modelling: a cross-modal transformer predicts hidden words from the image.
///
/// `cross entropy(hidden token, p)` over the hidden tokens. Source: IRRA section 3.2, `compute_mlm`.
struct MaskedModelling: AuxiliaryLoss {
  private let crossModal: CrossModalEncoder
  private let encoder: RetrievalEncoder

  /// - Parameter layers: Blocks of the cross-modal transformer.
  init(layers: Int, in context: AuxiliaryContext) throws {
    let model = context.method.model
    crossModal = try CrossModalEncoder(
      context.root, width: model.embeddingWidth, layers: layers, vocabularySize: model.vocabularySize)
    encoder = context.encoder
  }

  func callAsFunction(_ batch: EncodedBatch, trust: Trust?) throws -> Tensor {
    guard let masked = try trust.map({ try batch.batch.masked?.keeping(rows: $0.places) }) ?? batch.batch.masked,
      let images = batch.imageTokens
    else { throw TrainingFailure.incompleteBatch(missing: "masked captions") }
    // With in-place masking one encoding of the masked captions serves all losses.
    let hidden = try batch.captionTokens ?? encoder.tokens(ofCaptions: batch.batch.masked?.ids ?? masked.ids)
    func kept(_ tensor: Tensor) throws -> Tensor { try trust?.rows(of: tensor) ?? tensor }
    let scores = try crossModal(captions: kept(hidden), images: kept(images), positions: masked.positions)
    return try scores.crossEntropy(labels: masked.labels)
  }
}

extension Auxiliary {
  /// MLM with so many cross-modal layers.
  static func maskedModelling(layers: Int, weight: Double = 1) -> Auxiliary {
    Auxiliary(name: .mlm, weight: weight) { try MaskedModelling(layers: layers, in: $0) }
  }
}

extension MaskedModelling {
  /// What `bench list losses` says.
  static let info = PartInfo(
    kind: .auxiliary, id: "mlm", title: "Masked language modelling (MLM)",
    formula: "cross entropy(scores, masked token), mean over the labelled tokens of the batch",
    shapes: "scores [labelled tokens, vocabulary], labels [labelled tokens] -> scalar",
    settings: ["maskedModellingWeight", "crossModalLayers"], needs: ["masked captions"],
    source: "IRRA section 3.2, compute_mlm")
}
