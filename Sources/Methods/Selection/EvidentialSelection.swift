import BenchCore
import Torch

/// DECL's sample selection: a pair is clean if its own partner has the most evidence in its batch.
///
/// Source: Qin et al., ACM MM 2022, section 3.4.
struct EvidentialSelection: SampleSelector {
  /// The evidence that pairs are judged by.
  private var loss: EvidentialLoss

  /// Judges by the evidence of a loss, at a temperature of its own unless that is 0.
  init(_ loss: EvidentialLoss, temperature: Double = 0) {
    self.loss = loss
    if temperature > 0 { self.loss.temperature = temperature }
  }

  /// The loss of each pair, its share of the evidence, and whether it is clean, of the first head.
  func judge(_ heads: [JudgedHead], sameIdentity: Tensor) throws -> [Tensor] {
    guard let head = heads.first else { return [] }
    return [
      try head.loss.perPair(similarities: head.similarities, sameIdentity: sameIdentity),
      try loss.ownShare(similarities: head.similarities),
      try loss.predictsClean(similarities: head.similarities).to(.float32),
    ]
  }

  func decide(
    by found: [[Float]], heads: [String], epoch: Int, generator: SeededGenerator
  ) throws -> SampleSelectionRecord {
    let isClean = found[2].map { $0 == 1 }
    let head = HeadSelection(losses: found[0], cleanProbabilities: found[1], takenAsClean: isClean)
    return SampleSelectionRecord(epoch: epoch, heads: [heads[0]: head], treatedAsClean: isClean)
  }
}
