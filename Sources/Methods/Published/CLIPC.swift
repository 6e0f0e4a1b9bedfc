import Training

/// CLIP-C: CLIP fine-tuned with its contrastive loss on the pairs that are truly clean.
///
/// A baseline with an oracle: noisy pairs are neither positives nor negatives, and batches are filled with clean ones,
/// unless `refillsBatches` is false. Source: RDE section 4.2. The temperature is fixed at the backbone's 0.02 as in IRRA,
/// not learned as in CLIP: the paper does not say, and the official code that all its other methods share has no learned
/// one.
package struct CLIPC: PublishedConfiguration {
  @Setting("Temperature of InfoNCE.", source: "IRRA option temperature", .above(0), aliases: ["tau"])
  package var temperature = 0.02
  @Setting(
    "Whether the truth is used: training on clean pairs only. false fine-tunes CLIP on all pairs.",
    source: "RDE section 4.2, CLIP-C")
  package var usesOracle = true
  @Setting package var refillsBatches = true
  @Setting package var stepsPerEpoch = 0

  package init() {}

  package var composition: Composition {
    var composition = Composition(InfoNCE(temperature: temperature), term: "infonce")
    if usesOracle { composition.oracle = refillsBatches ? .refill : .takeOut }
    composition.stepsPerEpoch = stepsPerEpoch > 0 ? stepsPerEpoch : nil
    return composition
  }
}
