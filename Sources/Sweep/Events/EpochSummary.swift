package import BenchCore

/// What is told of an epoch when it is done.
package struct EpochSummary: Codable, Sendable, Equatable {
  /// The epoch, from 1.
  package var epoch: Int
  /// The run's epochs.
  package var epochs: Int
  /// The sum of the loss terms.
  package var loss: Double
  /// Mean over the epoch's batches of each loss term.
  package var losses: [String: Double]
  /// The backbone's learning rate; `nil` where an external method did not say.
  package var learningRate: Double?
  /// Wall time of training and evaluation.
  package var seconds: Double
  /// Training pairs per second, without evaluation and sample selection; `nil` where it is unknown.
  package var pairsPerSecond: Double?
  /// Text-to-image metrics on the selection split; `nil` where an external method did not say any.
  package var selection: MetricValues?
  /// Text-to-image metrics on the test split, where they were asked for.
  package var test: MetricValues?
  /// What a method that selects samples decided for this epoch.
  package var sampleSelection: SelectionSummary?
  /// The first epoch with the highest R@1 on the selection split so far.
  package var bestEpoch: Int?
  /// Its R@1 in percent.
  package var bestR1: Double?

  /// How many pairs were treated as clean, and how well that agrees with the truth.
  package struct SelectionSummary: Codable, Sendable, Equatable {
    /// Pairs trained as clean, and all pairs.
    package var kept: Int
    package var pairs: Int
    /// Shares in `0...1`; `nil` where they are not defined.
    package var precision: Double?
    package var recall: Double?
    package var accuracy: Double?
    package var f1: Double?
    package var auc: Double?

    /// Counts a comparison with the truth.
    package init(_ quality: SampleSelectionQuality) {
      kept = quality.keptClean + quality.keptNoisy
      pairs = kept + quality.droppedClean + quality.droppedNoisy
      (precision, recall, accuracy) = (quality.precision, quality.recall, quality.accuracy)
      (f1, auc) = (quality.f1, quality.auc)
    }
  }

  /// What a record says; the rate and the best epoch are for who has seen the epochs before.
  package init(_ record: EpochRecord, of epochs: Int, sampleSelection: SampleSelectionQuality? = nil) {
    epoch = record.epoch
    self.epochs = epochs
    loss = record.loss
    losses = Dictionary(record.losses.map { ($0.name, $0.value) }) { first, _ in first }
    learningRate = record.learningRate
    seconds = record.seconds
    selection = record.selection
    test = record.test
    self.sampleSelection = sampleSelection.map(SelectionSummary.init)
  }
}
