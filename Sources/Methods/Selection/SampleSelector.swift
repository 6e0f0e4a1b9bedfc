import BenchCore
import Torch

/// A rule that decides before an epoch which training pairs to trust.
protocol SampleSelector {
  /// A head of a batch of the pass over all training pairs, in evaluation mode.
  typealias JudgedHead = (name: String, loss: any MatchingLoss, similarities: Tensor)

  /// What the decision needs of each pair of a batch: `[batch]` tensors, which are read at once.
  func judge(_ heads: [JudgedHead], sameIdentity: Tensor) throws -> [Tensor]

  /// Decides by what was found of all pairs.
  ///
  /// - Parameters:
  ///   - found: The tensors of `judge`, of all training pairs in pair order.
  ///   - heads: The names of the heads.
  ///   - generator: For what is left to chance.
  func decide(
    by found: [[Float]], heads: [String], epoch: Int, generator: SeededGenerator
  ) throws -> SampleSelectionRecord

  /// What chance decides for the first so many pairs that are left to it, in the order of `decide`; `nil` for a rule that
  /// leaves none to it.
  func coins(_ count: Int, generator: SeededGenerator) -> [Bool]?
}

extension SampleSelector {
  func coins(_ count: Int, generator: SeededGenerator) -> [Bool]? { nil }

  /// The loss of each pair under each head.
  func judge(_ heads: [JudgedHead], sameIdentity: Tensor) throws -> [Tensor] {
    try heads.map { try $0.loss.perPair(similarities: $0.similarities, sameIdentity: sameIdentity) }
  }
}
