import BenchCore

/// Trusts a share of the pairs: those whose loss, the mean over heads, is smallest.
///
/// Source: Han et al., Co-teaching, NeurIPS 2018, algorithm 1, for one network and once an epoch: its two networks, which
/// choose for each other in every batch, would double every run.
struct SmallLossSelection: SampleSelector {
  /// The share that is trusted, `0...1`.
  let share: Double

  func decide(
    by found: [[Float]], heads: [String], epoch: Int, generator: SeededGenerator
  ) throws -> SampleSelectionRecord {
    let losses = found[0].indices.map { pair in found.reduce(0) { $0 + $1[pair] } }
    let count = Int((Double(losses.count) * share).rounded())
    // Equal losses are taken in pair order.
    let order = losses.indices.sorted { (losses[$0], $0) < (losses[$1], $1) }
    var isClean = [Bool](repeating: false, count: losses.count)
    for pair in order.prefix(count) { isClean[pair] = true }
    let opinions = zip(heads, found).map {
      (name: $0, value: HeadSelection(losses: $1, takenAsClean: isClean))
    }
    return SampleSelectionRecord(epoch: epoch, heads: Heads(opinions), treatedAsClean: isClean)
  }
}
