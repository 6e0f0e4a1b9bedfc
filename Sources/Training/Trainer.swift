package import BenchCore
import Foundation
import Metrics
import Models
import Torch

/// Trains a method, chooses Best, and measures Best and Last on the test split.
///
/// Best is the first epoch with the highest R@1 of text-to-image retrieval on the selection split, as in the papers'
/// code. The loop knows no method by name.
package struct Trainer {
  /// What to train on and to measure with.
  package struct Sources {
    var training: any TrainingData
    var selection: any RetrievalData
    var test: any RetrievalData

    package init(training: any TrainingData, selection: any RetrievalData, test: any RetrievalData) {
      self.training = training
      self.selection = selection
      self.test = test
    }
  }

  /// What came out of a run.
  package struct Outcome: Sendable {
    /// One record per epoch, in order.
    package var epochs: [EpochRecord]
    /// The checkpoint chosen on the selection split.
    package var best: CheckpointRecord
    /// The checkpoint after the last epoch.
    package var last: CheckpointRecord
    /// What methods that select samples decided.
    package var sampleSelections: [SampleSelectionRecord]
    /// Wall time of `train`, `divide` and `evaluate`.
    package var secondsByPhase: [String: Double]
  }

  /// News of the work under way.
  package enum Progress: Sendable {
    /// Some batches of an epoch are done.
    case batch(epoch: Int, done: Int, of: Int)
    /// The samples of the epoch under way are selected.
    case selected(SampleSelectionRecord)
    /// An epoch and its evaluation are done.
    case epoch(EpochRecord)
  }

  private let method: any RetrievalMethod
  private let recipe: TrainingRecipe
  private let sources: Sources
  private let threads: Int
  private let measuresTestEveryEpoch: Bool
  private let shouldStop: () -> Bool
  private let keep: (CheckpointName, Int) throws -> Void
  private let report: (Progress) -> Void

  /// - Parameters:
  ///   - threads: Threads of the evaluation's matrix products.
  ///   - measuresTestEveryEpoch: Whether epochs also get metrics on the test split; no other number depends on it.
  ///   - shouldStop: Asked between batches; `true` ends the run with `TrainingFailure.interrupted`.
  ///   - keep: Called with the epoch when the method's parameters are those of Last and those of Best.
  ///   - report: Called on the training thread.
  package init(
    _ method: any RetrievalMethod, recipe: TrainingRecipe, sources: Sources, threads: Int,
    measuresTestEveryEpoch: Bool = false, shouldStop: @escaping () -> Bool = { false },
    keep: @escaping (CheckpointName, Int) throws -> Void = { _, _ in },
    report: @escaping (Progress) -> Void = { _ in }
  ) {
    self.method = method
    self.recipe = recipe
    self.sources = sources
    self.threads = threads
    self.measuresTestEveryEpoch = measuresTestEveryEpoch
    self.shouldStop = shouldStop
    self.keep = keep
    self.report = report
  }

  /// Trains for all epochs.
  ///
  /// - Throws: `TrainingFailure` for a loss that is not finite, a parameter without a group or a wish to stop, and
  ///   whatever the data or libtorch throw.
  package func run() throws -> Outcome {
    var step = try TrainingStep(method.parameters, recipe: recipe)
    let schedule = LearningRateSchedule(recipe)
    var clock = PhaseClock()
    var epochs: [EpochRecord] = []
    var sampleSelections: [SampleSelectionRecord] = []
    var best: (epoch: Int, weights: [Tensor])?
    var bestR1 = -Double.infinity
    for epoch in 1...max(1, recipe.epochs) {
      let start = Date()
      try step.begin(epoch: epoch)
      let pass = SelectionPass(data: sources.training, epoch: epoch) { try checkStop(epoch) }
      let selection = try clock.time("divide") { try method.prepare(epoch: epoch, pass: pass) }
      if let selection {
        sampleSelections.append(selection)
        report(.selected(selection))
      }
      let losses = try clock.time("train") { try train(epoch: epoch, &step) }
      let (metrics, similarities) = try clock.time("evaluate") {
        let evaluator = try evaluator(on: sources.selection)
        return (try evaluator.evaluate(.textToImage).metrics, try evaluator.similarityHistogram())
      }
      let test: MetricValues? =
        try measuresTestEveryEpoch
        ? clock.time("evaluate") { try evaluator(on: sources.test).evaluate(.textToImage).metrics } : nil
      let record = EpochRecord(
        epoch: epoch, losses: losses, loss: losses.map(\.value).reduce(0, +),
        learningRate: schedule.learningRate(peak: recipe.learningRate, epoch: epoch),
        seconds: Date().timeIntervalSince(start), selection: metrics, test: test,
        similarities: similarities)
      epochs.append(record)
      if let r1 = metrics[.r1], r1 > bestR1 {
        bestR1 = r1
        best = (epoch, try method.parameters.snapshot())
      }
      report(.epoch(record))
    }
    let last = try clock.time("evaluate") { try checkpoint(epoch: epochs.count) }
    try keep(.last, last.epoch)
    var bestRecord = last
    if let best, best.epoch != last.epoch {
      try method.parameters.restore(best.weights)
      bestRecord = try clock.time("evaluate") { try checkpoint(epoch: best.epoch) }
    }
    try keep(.best, bestRecord.epoch)
    return Outcome(
      epochs: epochs, best: bestRecord, last: last, sampleSelections: sampleSelections, secondsByPhase: clock.seconds)
  }

  /// One epoch of optimiser steps; the mean over batches of each loss term.
  private func train(epoch: Int, _ step: inout TrainingStep) throws -> [(name: String, value: Double)] {
    var sums: [(name: String, value: Double)] = []
    var batches = 0
    let expected = recipe.stepsPerEpoch(pairs: sources.training.trainedPairCount)
    try sources.training.forEachBatch(epoch: epoch, for: .training) { batch in
      try checkStop(epoch)
      let terms = try method.losses(of: batch)
      if sums.isEmpty { sums = terms.map { ($0.name, 0) } }
      for (index, value) in try step(terms).enumerated() { sums[index].value += value }
      batches += 1
      report(.batch(epoch: epoch, done: batches, of: expected))
    }
    return sums.map { ($0.name, $0.value / Double(max(1, batches))) }
  }

  /// The present weights on the test split.
  private func checkpoint(epoch: Int) throws -> CheckpointRecord {
    let embedded = try sources.test.embedded(by: method)
    let evaluator = try sources.test.evaluator(of: embedded, threads: threads)
    return CheckpointRecord(
      epoch: epoch, textToImage: DirectionRecord(try evaluator.evaluate(.textToImage)),
      imageToText: DirectionRecord(try evaluator.evaluate(.imageToText)), embeddings: embedded)
  }

  private func evaluator(on data: any RetrievalData) throws -> RetrievalEvaluator {
    try data.evaluator(of: data.embedded(by: method), threads: threads)
  }

  private func checkStop(_ epoch: Int) throws {
    if shouldStop() { throw TrainingFailure.interrupted(epoch: epoch) }
  }
}

/// Adds up wall time by phase.
private struct PhaseClock {
  private(set) var seconds: [String: Double] = [:]

  mutating func time<Result>(_ phase: String, _ body: () throws -> Result) rethrows -> Result {
    let start = Date()
    defer { seconds[phase, default: 0] += Date().timeIntervalSince(start) }
    return try body()
  }
}
