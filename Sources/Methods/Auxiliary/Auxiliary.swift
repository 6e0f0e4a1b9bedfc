import Models
import Torch
import Training

/// A loss beside the matching losses, as a composition has it: which one, and how it counts.
package struct Auxiliary {
  /// The losses there are, in the order of their terms: those of the views come before the matching losses.
  package enum Name: String, Codable, Sendable, CaseIterable {
    /// `InfoNCE` of the captions and each view.
    case itc
    /// `SimCLRLoss` of the two views.
    case simclr
    /// `BYOLLoss` of the two views.
    case byol
    /// `DynamicHingeLoss`.
    case rdh
    /// `WeightAdjustmentFocalLoss`.
    case waf
    /// `IdentityLoss`.
    case id
    /// `MaskedModelling`.
    case mlm

    /// Whether it is a loss of views, which comes before the matching losses.
    var isOfViews: Bool { [.itc, .simclr, .byol].contains(self) }
    /// Whether it compares two views of an image, and looks at no caption.
    var isOfTwoViews: Bool { self == .simclr || self == .byol }
    /// Whether it looks at captions, so that a pair's trust means something to it.
    var readsCaptions: Bool { !isOfTwoViews }
  }

  let name: Name
  var weight = 1.0
  /// Whether distrusted pairs are left out; negatives they stay.
  var seesTrustedOnly = false
  /// The sizes of BYOL's projector, which has a moving average.
  var prediction: ProjectionSizes?
  /// Makes the loss with its parameters.
  let make: (AuxiliaryContext) throws -> any AuxiliaryLoss
}

/// What auxiliary losses are made with.
struct AuxiliaryContext {
  /// The top of the model.
  let root: ParameterPath
  /// What the losses are told.
  let method: MethodContext
  /// The encoder, for captions that only one loss reads.
  let encoder: RetrievalEncoder
}

/// A loss beside the matching losses, with its parameters.
protocol AuxiliaryLoss {
  /// The loss of a batch, a scalar.
  ///
  /// - Parameter trust: The pairs that it is to look at, at least one; `nil` for all.
  func callAsFunction(_ batch: EncodedBatch, trust: Trust?) throws -> Tensor
}

/// A loss of the similarities of captions with each image; the mean over the images.
struct SimilarityLoss: AuxiliaryLoss {
  let loss: any MatchingLoss
  /// Which similarities of a batch it reads.
  let similarities: (EncodedBatch) throws -> [Tensor]

  func callAsFunction(_ batch: EncodedBatch, trust: Trust?) throws -> Tensor {
    try Tensor.mean(
      of: similarities(batch).map {
        try loss.value(similarities: $0, sameIdentity: batch.sameIdentity, labels: trust?.labels)
      })
  }
}

extension Auxiliary {
  /// ITC of the captions and each view.
  static func contrast(temperature: Double, weight: Double = 1) -> Auxiliary {
    Auxiliary(name: .itc, weight: weight) { _ in
      SimilarityLoss(loss: InfoNCE(temperature: temperature)) { $0.viewSimilarities }
    }
  }

  /// WAF.
  static func focal(_ loss: WeightAdjustmentFocalLoss, weight: Double = 1) -> Auxiliary {
    Auxiliary(name: .waf, weight: weight) { _ in SimilarityLoss(loss: loss) { try $0.globals().similarities } }
  }
}

extension Tensor {
  /// The mean of scalars.
  static func mean(of values: [Tensor]) throws -> Tensor {
    try values.dropFirst().reduce(values[0]) { try $0 + $1 } / Double(values.count)
  }
}
