/// One head's view of all training pairs, in pair order.
public struct HeadSelection: Sendable, Equatable {
  /// Raw per-sample losses.
  public var losses: [Float]
  /// The probability that a pair is clean; `nil` where the head has none.
  public var cleanProbabilities: [Float]?
  /// Whether the head alone takes a pair for clean; `nil` in files of before this was stored.
  public var takenAsClean: [Bool]?

  /// Gathers columns of equal length.
  public init(losses: [Float], cleanProbabilities: [Float]? = nil, takenAsClean: [Bool]? = nil) {
    self.losses = losses
    self.cleanProbabilities = cleanProbabilities
    self.takenAsClean = takenAsClean
  }
}

/// Which pairs a method (RDE, DECL) decided to trust before an epoch, without the truth.
public struct SampleSelectionRecord: Sendable, Equatable {
  /// The epoch that was trained with it, from 1.
  public var epoch: Int
  /// What each head says.
  public var heads: Heads<HeadSelection>
  /// The consensus: whether a pair was trained as a positive.
  public var treatedAsClean: [Bool]

  /// Creates a record.
  public init(epoch: Int, heads: Heads<HeadSelection>, treatedAsClean: [Bool]) {
    self.epoch = epoch
    self.heads = heads
    self.treatedAsClean = treatedAsClean
  }
}
