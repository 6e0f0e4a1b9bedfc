import Models
import Torch
import Training

/// The sizes of the perceptrons that SimCLR and BYOL put after the class token.
struct ProjectionSizes {
  var hidden: Int
  var output: Int
}

/// SimCLR with its head, which has two hidden layers. Source: A-CLIP.
struct ContrastOfViews: AuxiliaryLoss {
  private let head: ProjectionHead
  private let loss: SimCLRLoss

  init(_ sizes: ProjectionSizes, temperature: Double, in context: AuxiliaryContext) throws {
    head = try ProjectionHead(
      context.root.group(.newModule) / "image_mlp",
      widths: [context.method.model.visionWidth, sizes.hidden, sizes.hidden, sizes.output], hasBias: true)
    loss = SimCLRLoss(temperature: temperature)
  }

  func callAsFunction(_ batch: EncodedBatch, trust: Trust?) throws -> Tensor { try loss(head(batch.views())) }
}

/// BYOL with its projector and predictor, which have one hidden layer and no biases. Source: A-CLIP.
struct PredictionOfViews: AuxiliaryLoss {
  private let projector: ProjectionHead
  private let predictor: ProjectionHead

  init(_ sizes: ProjectionSizes, in context: AuxiliaryContext) throws {
    let heads = context.root.group(.newModule)
    projector = try Self.projector(heads / "im_proj_byol", sizes, context.method)
    predictor = try ProjectionHead(
      heads / "im_pred_byol", widths: [sizes.output, sizes.hidden, sizes.output], hasBias: false)
  }

  /// The projector, and the one of the moving average.
  static func projector(
    _ path: ParameterPath, _ sizes: ProjectionSizes, _ method: MethodContext
  ) throws -> ProjectionHead {
    try ProjectionHead(path, widths: [method.model.visionWidth, sizes.hidden, sizes.output], hasBias: false)
  }

  /// Each view predicts the other, as in BYOL. A-CLIP's views both predict the one view its moving average sees, and its
  /// code counts this loss twice; AMNS's equation 2 has no weights.
  func callAsFunction(_ batch: EncodedBatch, trust: Trust?) throws -> Tensor {
    guard let targets = batch.targets else { throw TrainingFailure.incompleteBatch(missing: "second view") }
    return try BYOLLoss.loss(
      predictions: predictor(projector(batch.views())), targets: targets.withHalvesExchanged())
  }
}

extension EncodedBatch {
  /// The class tokens of both views.
  fileprivate func views() throws -> Tensor {
    guard let classTokens else { throw TrainingFailure.incompleteBatch(missing: "second view") }
    return classTokens
  }
}

extension Auxiliary {
  /// SimCLR.
  static func contrastOfViews(_ sizes: ProjectionSizes, temperature: Double, weight: Double = 1) -> Auxiliary {
    Auxiliary(name: .simclr, weight: weight) { try ContrastOfViews(sizes, temperature: temperature, in: $0) }
  }

  /// BYOL.
  static func predictionOfViews(_ sizes: ProjectionSizes, weight: Double = 1) -> Auxiliary {
    Auxiliary(name: .byol, weight: weight, prediction: sizes) { try PredictionOfViews(sizes, in: $0) }
  }
}
