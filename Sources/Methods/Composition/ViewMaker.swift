import BenchCore
import Models
import Torch

/// Chooses the patches that each view of an image keeps, and follows the image encoder with its moving average.
///
/// Source: AMNS section III-A (AWM). What it leaves open, A-CLIP decides.
struct ViewMaker {
  private let views: ImageViews
  private let seed: UInt64
  private let patches: Int
  private let encoder: ImageEncoder?
  private let projector: ProjectionHead?
  private let average: MovingAverage?
  /// Optimiser steps done, where no moving average counts them.
  private let step: Tensor?

  /// - Parameter prediction: The sizes of BYOL's projector, of which there is an average too; `nil` without BYOL.
  init(_ views: ImageViews, predicting prediction: ProjectionSizes?, in context: AuxiliaryContext) throws {
    self.views = views
    let (root, model) = (context.root, context.method.model)
    seed = context.method.seed
    patches = model.imageTokenCount - 1
    let follows = views.masking == .attention || prediction != nil
    guard follows else {
      (encoder, projector, average) = (nil, nil, nil)
      step = try (root / "views").buffer("step", [], value: 0, dtype: .int64)
      return
    }
    step = nil
    let (encoderCopy, projectorCopy) = ((root / "visual_ema").frozen, (root / "im_proj_byol_e").frozen)
    encoder = try ImageEncoder(encoderCopy, spec: model)
    projector = try prediction.map { try PredictionOfViews.projector(projectorCopy, $0, context.method) }
    let projectors = projector == nil ? [] : [(root / "im_proj_byol", projectorCopy)]
    let followed = [(root / "base_model" / "visual", encoderCopy)] + projectors
    average = try MovingAverage(
      of: followed.map(\.0), in: followed.map(\.1), counter: encoderCopy, momentum: views.momentum,
      totalUpdates: context.method.trainingSteps)
  }

  /// Whether what it does depends on the length of training.
  var follows: Bool { average != nil }

  /// Whether chance decides which patches a view keeps.
  var drawsPatches: Bool { views.masking == .random && views.keptCount(of: patches) < patches }

  /// What is kept of both views `[2 * batch, ...]`, without gradient: patches, int64 `[2 * batch, kept]` (`nil` for all),
  /// and BYOL's targets.
  ///
  /// A-CLIP moves the average before it looks, and shows it one larger crop without changes of colour, whose attention
  /// it resamples to each view. Person images are not cropped but shifted by a few pixels, so here the average sees each
  /// view itself and its attention belongs to the view's own patches.
  func callAsFunction(_ images: Tensor) throws -> (kept: Tensor?, targets: Tensor?) {
    let step = try average?.updateCount ?? self.step.map { Int(try $0.item()) } ?? 0
    try average?.update()
    try self.step?.increment(by: 1)
    return try withoutGradients {
      let count = views.keptCount(of: patches)
      let masking = count < patches ? views.masking : nil
      let encoded = try encoder.flatMap { encoder in
        projector == nil && masking != .attention
          ? nil : try encoder(images, reading: .global, attention: masking == .attention ? .meanOfBlocks : nil)
      }
      var kept = try encoded?.attention.map { try PatchSelection.mostAttended($0, count: count) }
      if masking == .random {
        var generator = SeededGenerator(seed: seed, stream: "random mask", UInt64(step))
        kept = try PatchSelection.random(
          rows: images.size(0), patches: patches, count: count, device: images.device, generator: &generator)
      }
      return (kept, try encoded.flatMap { encoded in try projector.map { try $0(encoded.classToken) } })
    }
  }
}
