package import BenchCore

/// AMNS: attention-weighted masking of images (AWM), BSDM and WAF against noisy pairs, and identity classification.
///
/// Two views of each image lose the patches that a moving average of the image encoder attends to least. ITC, SimCLR and
/// BYOL (AWM), BSDM, WAF and ID are added without weights (equations 2 and 8).
///
/// Source: Zhang and Zhou, 2024. There is no published code: what the paper leaves open is decided as in A-CLIP (Yang et
/// al., ICCV 2023), which it builds on, and said where it is decided.
package struct AMNS: PublishedConfiguration {
  /// The matching loss between images and captions.
  package enum Loss: String, Codable, Sendable, CaseIterable {
    case bsdm, sdm, tal, none
  }

  /// What augments its images.
  package enum Augmentation: String, Codable, Sendable, CaseIterable {
    case study, paper, amns
  }

  /// What enters the image encoder in training.
  package enum Views: String, Codable, Sendable, CaseIterable {
    /// Two masked views, as in A-CLIP.
    case masked
    /// Two masked views and the image.
    case maskedAndOriginal = "masked+original"
  }

  @Setting(
    "Matching loss of image and caption embeddings; none as in the ablation's baseline.",
    source: "AMNS equations 4-5, tables I and III", .words(of: Loss.self))
  package var loss = Loss.bsdm
  @Setting("Temperature of BSDM, SDM and WAF.", source: "AMNS equation 3, tau", .above(0), aliases: ["tau"])
  package var temperature = 0.02
  @Setting("Temperature of TAL, which AMNS takes from RDE.", source: "RDE equation 5, tau", .above(0))
  package var tripletTemperature = 0.015
  @Setting(like: "margin") package var tripletMargin = 0.1
  @Setting("Whether WAF is used.", source: "AMNS equation 6, table III") package var usesFocalLoss = true
  @Setting package var focalAlpha = 0.1
  @Setting package var focalBeta = 0.05
  @Setting package var focalGamma = 2.0
  @Setting("Whether the ID loss is used.", source: "AMNS equation 8, table III") package var usesIdentityLoss = true
  @Setting(
    "Which patches are dropped: the least attended (AWM), or random ones.", source: "AMNS figure 3",
    .words(of: ImageViews.Masking.self))
  package var masking = ImageViews.Masking.attention
  @Setting package var maskRatio = 0.5
  @Setting package var momentum = 0.996
  @Setting package var contrastTemperature = 0.02
  @Setting package var viewTemperature = 0.1
  @Setting package var headHiddenWidth = 0
  @Setting package var headWidth = 0
  @Setting(
    "Whether the matching loss, WAF and ID see the whole image in place of its two masked views, which AWM keeps.",
    source: "AMNS figure 1 and equations 4-8 leave it open", absent: .bool(false))
  package var matchesWholeImages = false
  @Setting package var overflowSafe = true
  @Setting(
    "What the image encoder sees: the masked views alone, as in A-CLIP, or the image too, to which the image-text losses"
      + " apply as to each view.",
    source: "AMNS section III: this masked image, combined with the original image, is then fed into E_i",
    .words(of: Views.self), absent: .string(Views.masked.rawValue))
  package var views = Views.maskedAndOriginal
  @Setting package var trainsPatchEmbedding = true
  @Setting(
    "How its images are augmented: as the study says, or by this preset whatever that is. Two views of an image that is"
      + " not augmented are one.",
    source: "AMNS section III-A, figure 1", .words(of: Augmentation.self),
    absent: .string(Augmentation.study.rawValue))
  package var imageAugmentation = Augmentation.study

  package init() {}

  package mutating func resolve(for study: StudyFacts) {
    let sizes = study.projectionSizes(given: ProjectionSizes(hidden: headHiddenWidth, output: headWidth))
    (headHiddenWidth, headWidth) = (sizes.hidden, sizes.output)
    // There is one way to say it.
    if matchesWholeImages { views = .masked }
  }

  package var needs: SampleNeeds { .secondView }

  package var ownImageAugmentation: String? { imageAugmentation == .study ? nil : imageAugmentation.rawValue }

  package var composition: Composition {
    let sizes = ProjectionSizes(hidden: headHiddenWidth, output: headWidth)
    let matching: (any MatchingLoss)? = MatchingLossName(rawValue: loss.rawValue)?.loss(
      temperature: loss == .tal ? tripletTemperature : temperature, margin: tripletMargin,
      isOverflowSafe: overflowSafe)
    var composition = Composition(matching, term: loss.rawValue)
    composition.auxiliaries = [
      .contrast(temperature: contrastTemperature), .contrastOfViews(sizes, temperature: viewTemperature),
      .predictionOfViews(sizes),
    ]
    if usesFocalLoss {
      composition.auxiliaries.append(
        .focal(
          WeightAdjustmentFocalLoss(
            alpha: focalAlpha, beta: focalBeta, gamma: focalGamma, temperature: temperature)))
    }
    if usesIdentityLoss { composition.auxiliaries.append(.identity()) }
    composition.views = ImageViews(
      areTwo: true, masking: masking, maskRatio: maskRatio,
      matched: matchesWholeImages ? .original : views == .masked ? .views : .viewsAndOriginal, momentum: momentum)
    composition.trainsPatchEmbedding = trainsPatchEmbedding
    return composition
  }
}
