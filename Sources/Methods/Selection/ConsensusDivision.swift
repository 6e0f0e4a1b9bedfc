import BenchCore
import Metrics

/// RDE's confident consensus division (CCD): which pairs to train as positives.
///
/// Each head's losses are scaled to 0...1 and split by a two-component mixture; a pair is trusted where all heads call
/// it clean, distrusted where none does, and by the toss of a coin where they disagree. Source: RDE equations 3 and 4,
/// `processor.py` `get_loss` and `do_train`.
struct ConsensusDivision: SampleSelector {
  /// How each mixture is fitted.
  let settings: MixtureSettings
  /// The temperature of the official triplet loss, which overflows where this is low; `nil` for one that does not.
  private let overflowingTemperature: Double?

  init(_ mixture: MixtureChoice, overflowingTemperature: Double? = nil) {
    settings = mixture == .strict ? .strict : .loose
    self.overflowingTemperature = overflowingTemperature
  }

  /// Divides by the losses of each head.
  ///
  /// A head whose losses are all equal has no opinion: every pair counts as clean to it. (The reference's
  /// normalisation would divide by zero.)
  ///
  /// - Throws: `MixtureFailure` where losses are not finite or no mixture can be fitted to them, `MethodFailure.overflow`
  ///   for the losses of the official code that are not.
  func decide(
    by losses: [[Float]], heads names: [String], epoch: Int, generator: SeededGenerator
  ) throws -> SampleSelectionRecord {
    if let overflowingTemperature, !losses.joined().allSatisfy(\.isFinite) {
      throw MethodFailure.overflow(temperature: overflowingTemperature)
    }
    var heads: Heads<HeadSelection> = [:]
    var votes = [Int](repeating: 0, count: losses.first?.count ?? 0)
    for (head, values) in zip(names, losses) {
      let (probabilities, isClean) = try opinion(on: values)
      heads[head] = HeadSelection(losses: values, cleanProbabilities: probabilities, takenAsClean: isClean)
      for pair in votes.indices where isClean[pair] { votes[pair] += 1 }
    }
    var treatedAsClean = votes.map { $0 == losses.count }
    let disputed = votes.indices.filter { 0 < votes[$0] && votes[$0] < losses.count }
    for (pair, coin) in zip(disputed, tosses(disputed.count, generator)) { treatedAsClean[pair] = coin }
    return SampleSelectionRecord(epoch: epoch, heads: heads, treatedAsClean: treatedAsClean)
  }

  /// For the pairs on which heads disagree, in pair order: whether each is trusted.
  func coins(_ count: Int, generator: SeededGenerator) -> [Bool]? { tosses(count, generator) }

  private func tosses(_ count: Int, _ generator: SeededGenerator) -> [Bool] {
    var generator = generator
    return (0..<count).map { _ in generator.chance(0.5) }
  }

  /// One head's probabilities and division.
  private func opinion(
    on losses: [Float]
  ) throws -> (probabilities: [Float], isClean: [Bool]) {
    do {
      let division = try CleanDivision(losses: losses, settings: settings)
      return (division.cleanProbabilities, division.isClean)
    } catch MixtureFailure.constant {
      return ([Float](repeating: 1, count: losses.count), [Bool](repeating: true, count: losses.count))
    }
  }
}
