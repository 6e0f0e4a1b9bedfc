import BenchCore
import Metrics

/// RDE's confident consensus division (CCD): which pairs to train as positives.
///
/// Each head's losses are scaled to 0...1 and split by a two-component mixture; a pair is trusted where all heads call
/// it clean, distrusted where none does, and by the toss of a coin where they disagree. Source: RDE equations 3 and 4,
/// `processor.py` `get_loss` and `do_train`.
struct ConsensusDivision {
  /// What was decided, for the result file.
  let record: SampleSelectionRecord

  /// Divides by the losses of each head.
  ///
  /// A head whose losses are all equal has no opinion: every pair counts as clean to it. (The reference's
  /// normalisation would divide by zero.)
  ///
  /// - Throws: `MixtureFailure` where losses are not finite or no mixture can be fitted to them.
  init(
    losses: [(head: String, values: [Float])], settings: MixtureSettings, epoch: Int, generator: SeededGenerator
  ) throws {
    var generator = generator
    var heads: Heads<HeadSelection> = [:]
    var votes = [Int](repeating: 0, count: losses.first?.values.count ?? 0)
    for (head, values) in losses {
      let (probabilities, isClean) = try Self.opinion(on: values, settings: settings)
      heads[head] = HeadSelection(losses: values, cleanProbabilities: probabilities, takenAsClean: isClean)
      for pair in votes.indices where isClean[pair] { votes[pair] += 1 }
    }
    let treatedAsClean = votes.map { count in
      count == losses.count || (count > 0 && generator.chance(0.5))
    }
    record = SampleSelectionRecord(epoch: epoch, heads: heads, treatedAsClean: treatedAsClean)
  }

  /// One head's probabilities and division.
  private static func opinion(
    on losses: [Float], settings: MixtureSettings
  ) throws -> (probabilities: [Float], isClean: [Bool]) {
    do {
      let division = try CleanDivision(losses: losses, settings: settings)
      return (division.cleanProbabilities, division.isClean)
    } catch MixtureFailure.constant {
      return ([Float](repeating: 1, count: losses.count), [Bool](repeating: true, count: losses.count))
    }
  }
}
