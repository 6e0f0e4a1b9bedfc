import BenchCore
import Sweep
import Testing

/// Rates, the best epoch and the time left, by a clock that the test holds.
@Suite struct RunProgressTests {
  private func epoch(_ number: Int, of epochs: Int = 10, seconds: Double, r1: Double?) -> RunEvent {
    .epoch(
      EpochSummary(
        EpochRecord(
          epoch: number, losses: [], loss: Double(100 - number), learningRate: nil, seconds: seconds,
          selection: r1.map { [.r1: $0] }), of: epochs))
  }

  private func isNear(_ value: Double?, _ expected: Double) -> Bool {
    value.map { abs($0 - expected) < 1e-9 * expected } ?? false
  }

  @Test func ratesComeFromBatchesAndTimeLeftFromEpochs() {
    var progress = RunProgress(epochs: 10, batchSize: 64)
    progress.take(.started(epochs: 10), at: 0)
    #expect(progress.secondsLeft == nil && progress.fraction == 0)
    progress.take(.batch(epoch: 1, done: 1, of: 100), at: 50)
    #expect(progress.pairsPerSecond == nil, "one batch has no rate")
    progress.take(.batch(epoch: 1, done: 21, of: 100), at: 60)
    #expect(isNear(progress.pairsPerSecond, 128) && isNear(progress.fraction, 0.021))
    #expect(isNear(progress.secondsLeft, (10 - 0.21) * 50))
    progress.take(epoch(1, seconds: 120, r1: 30), at: 120)
    #expect(isNear(progress.secondsLeft, 9 * 120) && progress.epoch == 2 && progress.loss == 99)
    progress.take(epoch(2, seconds: 120, r1: 30), at: 240)
    #expect(progress.bestEpoch == 1 && progress.bestR1 == 30, "the first of equals")
    progress.take(epoch(3, seconds: 120, r1: 31), at: 360)
    #expect(progress.bestEpoch == 3)
    guard case .epoch(let told) = progress.completed(epoch(3, seconds: 120, r1: 31)) else {
      Issue.record("not an epoch")
      return
    }
    #expect(told.bestEpoch == 3 && told.bestR1 == 31 && told.pairsPerSecond == 128)
  }

  @Test func aResumedRunIsJudgedByWhatItDoesNow() {
    var progress = RunProgress(epochs: 60, batchSize: 1)
    progress.take(.started(epochs: 60), at: 0)
    progress.take(.resumed(epoch: 40, batch: 90), at: 1)
    #expect(progress.epochsDone == 39 && progress.secondsLeft == nil)
    progress.take(.batch(epoch: 40, done: 91, of: 100), at: 2)
    progress.take(.batch(epoch: 40, done: 93, of: 100), at: 4)
    #expect(isNear(progress.pairsPerSecond, 1))
    progress.take(epoch(40, of: 60, seconds: 20, r1: nil), at: 20)
    #expect(isNear(progress.secondsLeft, 20 * 100), "the rest of an epoch is no epoch")
    progress.take(epoch(41, of: 60, seconds: 130, r1: nil), at: 150)
    #expect(isNear(progress.secondsLeft, 19 * 130))
  }

  @Test func numbersOutOfThisWorldDoNoHarm() {
    var progress = RunProgress(epochs: 0, batchSize: .max)
    progress.take(.batch(epoch: 0, done: 0, of: 0), at: -1)
    progress.take(.batch(epoch: 0, done: 1, of: 0), at: .infinity)
    for seconds in [1e300, -1, .nan, .infinity] { progress.take(epoch(7, of: 3, seconds: seconds, r1: .nan), at: .nan) }
    #expect(progress.fraction <= 1 && progress.epochs >= 3)
    #expect(progress.secondsLeft.map { !($0 < 0) } ?? true)
  }

  @Test func aSweepTakesWhatItsTypicalRunTakes() {
    var progress = RunProgress(epochs: 10, batchSize: 1)
    #expect(TimeLeft.seconds(running: [progress], finished: [], waiting: 3, places: 1) == nil)
    progress.take(epoch(5, seconds: 10, r1: nil), at: 50)
    #expect(isNear(TimeLeft.seconds(running: [progress], finished: [], waiting: 3, places: 1), 50 + 300))
    #expect(isNear(TimeLeft.seconds(running: [progress, progress], finished: [], waiting: 3, places: 2), 50 + 150))
    #expect(isNear(TimeLeft.seconds(running: [progress], finished: [], waiting: 0, places: 8), 50))
    #expect(isNear(TimeLeft.seconds(running: [], finished: [20, 30, 1000], waiting: 2, places: 1), 60))
  }
}
