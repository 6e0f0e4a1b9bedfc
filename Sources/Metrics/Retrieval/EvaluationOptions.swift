import Foundation

/// How much of the machine an evaluation may use; no result depends on it.
public struct EvaluationOptions: Sendable, Equatable {
  /// Bytes of working memory on top of the embeddings that are passed in; an evaluation needs about a kilobyte for each
  /// gallery entry.
  public var memoryBudget: Int
  /// The number of threads.
  public var threads: Int

  /// Creates options; by default 1.5 GB and every core.
  public init(memoryBudget: Int = 1_500_000_000, threads: Int? = nil) {
    self.memoryBudget = memoryBudget
    self.threads = threads ?? ProcessInfo.processInfo.activeProcessorCount
  }
}
