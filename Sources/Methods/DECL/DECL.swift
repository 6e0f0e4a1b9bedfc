package import BenchCore
package import Models
package import Torch
package import Training

/// DECL: evidential learning that trusts the pairs which the evidence of their batch supports, on IRRA's model.
///
/// After a warm-up on all pairs, every epoch starts with a sample selection: in evaluation mode over a shuffled epoch, a pair is
/// clean if its own partner has the most evidence in its batch. Source: Qin et al., ACM MM 2022; on IRRA's model: Qin et
/// al., CVPR 2024, section 4.2.
package final class DECL: RetrievalMethod {
  private let configuration: DECLConfiguration
  private let network: IRRANetwork
  private let evidential: EvidentialLoss
  private let hinge: DynamicHingeLoss
  /// Optimiser steps done; a buffer, so that checkpoints keep it.
  private let step: Tensor
  /// 1 for trusted pairs, 0 for the others; `nil` during the warm-up.
  private var pairLabels: [Float]?

  /// All parameters and buffers; the model's under IRRA's names.
  package var parameters: ParameterStore { network.parameters }

  package init(_ configuration: DECLConfiguration, in context: MethodContext) throws {
    self.configuration = configuration
    network = try IRRANetwork(configuration.network, in: context)
    evidential = EvidentialLoss(
      temperature: configuration.temperature, divergenceWeight: configuration.divergenceWeight)
    hinge = DynamicHingeLoss(margin: configuration.margin)
    step = try (network.parameters.root / "decl").buffer("step", [], value: 0, dtype: .int64)
  }

  /// Divides the training pairs by their evidence, after the warm-up.
  package func prepare(epoch: Int, pass: any TrainingPass) throws -> SampleSelectionRecord? {
    guard epoch > configuration.warmupEpochs else { return nil }
    var losses = [Float](repeating: 0, count: pass.pairCount)
    var shares = losses
    var isClean = [Bool](repeating: false, count: pass.pairCount)
    try withoutGradients {
      try pass.forEachBatch { batch in
        let globals = try network.globals(of: batch)
        let similarities = try Similarity.cosine(texts: globals.texts, images: globals.images)
        let all = try Tensor.ones([batch.pairIndices.count], device: batch.images.device)
        let values = try Tensor.valuesReadAtOnce(of: [
          evidential.perPair(similarities: similarities, labels: all),
          evidential.ownShare(similarities: similarities),
          evidential.predictsClean(similarities: similarities).to(.float32),
        ])
        for (row, pair) in batch.pairIndices.enumerated() {
          losses[pair] = values[0][row]
          shares[pair] = values[1][row]
          isClean[pair] = values[2][row] == 1
        }
      }
    }
    let head = HeadSelection(losses: losses, cleanProbabilities: shares, takenAsClean: isClean)
    return SampleSelectionRecord(epoch: epoch, heads: ["global": head], treatedAsClean: isClean)
  }

  package func treatPairs(as selection: SampleSelectionRecord?) {
    pairLabels = selection?.treatedAsClean.map { $0 ? 1 : 0 }
  }

  package func losses(of batch: TrainingBatch) throws -> [LossTerm] {
    let encoded = try network.encode(batch)
    let similarities = try Similarity.cosine(texts: encoded.texts.global, images: encoded.images.global)
    let count = batch.pairIndices.count
    let labels = try Tensor(batch.pairIndices.map { pairLabels?[$0] ?? 1 }).to(device: batch.images.device)
    let negatives = DynamicHingeLoss.negativeCount(
      batchSize: count, step: Int(try step.item()), decrease: configuration.hardeningRate,
      least: configuration.leastNegatives)
    try step.increment(by: 1)
    let evidence = try evidential.perPair(similarities: similarities, labels: labels).mean()
    // A distrusted pair has no hinge of its own, but is a negative of others.
    let hinges = try (hinge.perPair(similarities: similarities, negativeCount: negatives) * labels).sum()
    return [
      LossTerm(name: "edl", value: evidence), LossTerm(name: "rdh", value: try hinges * configuration.hingeWeight),
    ] + (try network.auxiliaryLosses(of: encoded, batch: batch))
  }

  package func embed(images: Tensor) throws -> [HeadEmbedding] { try network.embed(images: images) }

  package func embed(captions: Tensor) throws -> [HeadEmbedding] { try network.embed(captions: captions) }
}

extension DECL {
  /// DECL as in RDE's tables.
  static let entry = MethodEntry(
    MethodInfo(
      id: "decl", title: "DECL",
      summary: "Evidential learning and a dynamic hinge on pairs that the evidence supports.",
      citation: "Qin et al., Deep Evidential Learning with Noisy Correspondence for Cross-modal Retrieval, ACM MM 2022;"
        + " on IRRA's model: Qin et al., CVPR 2024",
      // 2: since selection looks at no padding, its losses are rounded otherwise.
      revision: 2, openDecision: OpenDecision("DECL warm-up", anchor: "decl")),
    defaults: DECLConfiguration(), build: DECL.init)
}
