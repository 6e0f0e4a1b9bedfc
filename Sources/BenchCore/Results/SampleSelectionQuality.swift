/// How well a selection of samples agrees with the truth; clean is the positive class.
public struct SampleSelectionQuality: Sendable, Equatable {
  /// Clean pairs kept as clean.
  public var keptClean: Int
  /// Noisy pairs taken for clean.
  public var keptNoisy: Int
  /// Clean pairs taken for noisy.
  public var droppedClean: Int
  /// Noisy pairs recognised as noisy.
  public var droppedNoisy: Int
  /// The area under the ROC curve of the probabilities: the chance that a clean pair has the higher one, ties counting
  /// one half. `nil` without probabilities or where one class is empty.
  public var auc: Double?
  /// The same of the losses, a clean pair's being the lower: how well they tell pairs apart, wherever the selection cuts.
  /// A mixture gives most pairs a probability of exactly 0 or 1, which `auc` counts as ties.
  public var lossAUC: Double?

  /// Gathers the confusion matrix and the AUCs.
  public init(
    keptClean: Int, keptNoisy: Int, droppedClean: Int, droppedNoisy: Int, auc: Double?, lossAUC: Double? = nil
  ) {
    self.keptClean = keptClean
    self.keptNoisy = keptNoisy
    self.droppedClean = droppedClean
    self.droppedNoisy = droppedNoisy
    self.auc = auc
    self.lossAUC = lossAUC
  }

  /// The share of pairs kept as clean that are clean; `nil` if none was kept.
  public var precision: Double? { Self.share(keptClean, of: keptClean + keptNoisy) }
  /// The share of clean pairs that were kept; `nil` if there is none.
  public var recall: Double? { Self.share(keptClean, of: keptClean + droppedClean) }
  /// The share of pairs on the right side; `nil` without pairs.
  public var accuracy: Double? {
    Self.share(keptClean + droppedNoisy, of: keptClean + keptNoisy + droppedClean + droppedNoisy)
  }
  /// The harmonic mean of precision and recall; `nil` if no pair is clean and none was kept.
  public var f1: Double? { Self.share(2 * keptClean, of: 2 * keptClean + keptNoisy + droppedClean) }

  private static func share(_ part: Int, of whole: Int) -> Double? {
    whole == 0 ? nil : Double(part) / Double(whole)
  }
}

/// How well one epoch's sample selection agrees with the truth, which the evaluator knows and the method does not.
public struct SampleSelectionQualityRecord: Sendable, Equatable {
  /// The epoch that was trained with the selection, from 1.
  public var epoch: Int
  /// Of the consensus that was trained with; its AUCs are those of the means over the heads.
  public var consensus: SampleSelectionQuality
  /// Of each head alone.
  public var heads: Heads<SampleSelectionQuality>

  /// Creates a record.
  public init(epoch: Int, consensus: SampleSelectionQuality, heads: Heads<SampleSelectionQuality>) {
    self.epoch = epoch
    self.consensus = consensus
    self.heads = heads
  }
}
