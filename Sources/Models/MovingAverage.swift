import Glibc
import Torch

/// Frozen parameters that follow trained ones: `average <- m * average + (1 - m) * source`.
///
/// m rises from a start to 1 on a half cosine over training. The number of updates is a buffer beside the averages, so
/// a checkpoint goes on where it stopped. The first update copies: it does not matter when the sources got the weights
/// that training starts from.
///
/// Source: A-CLIP `_update_momentum_encoder` (parameters only: statistics of batch normalisation are the copy's own) and
/// `utils.cosine_scheduler`.
package struct MovingAverage {
  private let pairs: [(average: Tensor, source: Tensor)]
  private let updates: Tensor
  private let momentum: Double
  private let totalUpdates: Int

  /// Pairs parameters by the part of their names below the paths.
  ///
  /// - Parameters:
  ///   - sources: Where the trained parameters are.
  ///   - averages: Where the frozen ones are, path by path; made by the same layers.
  ///   - counter: Where the number of updates is kept.
  ///   - momentum: m at the first update.
  ///   - totalUpdates: The updates of the whole training, after which m is 1; 0 keeps m as it starts.
  /// - Throws: `ModelFailure.missingParameters` for averages without a source.
  package init(
    of sources: [ParameterPath], in averages: [ParameterPath], counter: ParameterPath, momentum: Double,
    totalUpdates: Int
  ) throws {
    var pairs: [(average: Tensor, source: Tensor)] = []
    for (source, average) in zip(sources, averages) {
      for (name, tensor) in source.trainable {
        guard let copy = average[name] else { throw ModelFailure.missingParameters(["\(average.prefix).\(name)"]) }
        pairs.append((copy, tensor))
      }
    }
    self.pairs = pairs
    self.momentum = momentum
    self.totalUpdates = totalUpdates
    updates = try counter.buffer("num_updates", [], value: 0, dtype: .int64)
  }

  /// The number of updates so far.
  package var updateCount: Int {
    get throws { Int(try updates.item()) }
  }

  /// m at an update, counted from 0.
  package func momentum(at update: Int) -> Double {
    guard totalUpdates > 0 else { return momentum }
    let progress = min(1, Double(update) / Double(totalUpdates))
    return 1 + 0.5 * (momentum - 1) * (1 + cos(Double.pi * progress))
  }

  /// Moves the averages towards the sources.
  package func update() throws {
    let done = try updateCount
    let factor = done == 0 ? 1 : 1 - momentum(at: done)
    for (average, source) in pairs { try average.moveToward(source.to(average.dtype), factor: factor) }
    try updates.increment(by: 1)
  }
}
