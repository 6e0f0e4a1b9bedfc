import BenchCore

/// The batches of a pass over training pairs: which pairs, and in which order.
struct PassSchedule: Sendable {
  let epoch: Int
  /// The number of batches.
  let count: Int
  private let batchSize: Int
  /// The batches of one round over the pairs.
  private let filled: Int
  private let rounds: [(name: String, order: [Int])]

  /// Draws the order; parameters as of `TrainingPipeline.batches`.
  ///
  /// - Parameter total: The number of all pairs.
  init(
    epoch: Int, pass: String, of pairs: [Int]?, among total: Int, steps: Int?, onlyFull: Bool, batchSize: Int,
    seed: UInt64
  ) {
    let total = pairs?.count ?? total
    let size = min(max(1, batchSize), max(1, total))
    let filled = max(1, onlyFull ? total / size : (total + size - 1) / size)
    let steps = total == 0 ? 0 : steps ?? filled
    (self.epoch, count, self.batchSize, self.filled) = (epoch, steps, size, filled)
    rounds = (0..<((steps + filled - 1) / filled)).map { round in
      let name = round == 0 ? pass : "\(pass), round \(round + 1)"
      var generator = SeededGenerator(seed: seed, stream: "order of \(name)", UInt64(epoch))
      let places = generator.permutation(of: total)
      return (name: name, order: pairs.map { pairs in places.map { pairs[$0] } } ?? places)
    }
  }

  /// The pairs that are passed over.
  var members: [Int] { rounds.first?.order ?? [] }

  /// The pairs of a batch, and the name that their draws go by.
  subscript(batch: Int) -> (pairs: [Int], pass: String) {
    let (round, number) = batch.quotientAndRemainder(dividingBy: filled)
    let order = rounds[round].order
    return (Array(order[(number * batchSize)..<min(order.count, (number + 1) * batchSize)]), rounds[round].name)
  }
}
