public import BenchCore

extension SampleSelectionQuality {
  /// Compares a selection with the truth.
  ///
  /// - Parameters:
  ///   - predicted: Whether each pair was treated as clean.
  ///   - truth: Whether it is.
  ///   - probabilities: The probability of each pair to be clean; empty if there are none.
  ///   - losses: The losses that were judged by; empty if there are none.
  /// - Throws: `SampleSelectionFailure` for columns of different lengths, or a probability or loss that is NaN.
  public init(
    predicted: [Bool], truth: [Bool], probabilities: [Float] = [], losses: [Float] = []
  ) throws(SampleSelectionFailure) {
    guard predicted.count == truth.count else {
      throw .lengths(what: "predictions", count: predicted.count, truth: truth.count)
    }
    for (what, scores) in [("probabilities", probabilities), ("losses", losses)] {
      guard scores.isEmpty || scores.count == truth.count else {
        throw .lengths(what: what, count: scores.count, truth: truth.count)
      }
      if let index = scores.firstIndex(where: \.isNaN) { throw .notANumber(what: what, index: index) }
    }
    var counts = (keptClean: 0, keptNoisy: 0, droppedClean: 0, droppedNoisy: 0)
    for (isKept, isClean) in zip(predicted, truth) {
      switch (isKept, isClean) {
      case (true, true): counts.keptClean += 1
      case (true, false): counts.keptNoisy += 1
      case (false, true): counts.droppedClean += 1
      case (false, false): counts.droppedNoisy += 1
      }
    }
    self.init(
      keptClean: counts.keptClean, keptNoisy: counts.keptNoisy, droppedClean: counts.droppedClean,
      droppedNoisy: counts.droppedNoisy, auc: Self.auc(probabilities, truth),
      lossAUC: Self.auc(losses.map { -$0 }, truth))
  }

  /// From the sum of the clean pairs' ranks (Mann and Whitney); equal scores share the mean of their ranks.
  private static func auc(_ scores: [Float], _ truth: [Bool]) -> Double? {
    let cleanCount = truth.count { $0 }
    let noisyCount = truth.count - cleanCount
    guard !scores.isEmpty, cleanCount > 0, noisyCount > 0 else { return nil }
    let order = scores.indices.sorted { scores[$0] < scores[$1] }
    var rankSum = 0.0
    var start = 0
    while start < order.count {
      var end = start
      var cleanAmongEqual = 0
      while end < order.count && scores[order[end]] == scores[order[start]] {
        cleanAmongEqual += truth[order[end]] ? 1 : 0
        end += 1
      }
      rankSum += Double(cleanAmongEqual) * Double(start + 1 + end) / 2
      start = end
    }
    let (clean, noisy) = (Double(cleanCount), Double(noisyCount))
    return (rankSum - clean * (clean + 1) / 2) / (clean * noisy)
  }
}

extension SampleSelectionQualityRecord {
  /// Compares an epoch's selection, and each head's, with the truth.
  ///
  /// - Parameter truth: Whether each training pair is clean.
  /// - Throws: `SampleSelectionFailure` for columns of different lengths, or a probability or loss that is NaN.
  public init(_ selection: SampleSelectionRecord, truth: [Bool]) throws(SampleSelectionFailure) {
    var heads: Heads<SampleSelectionQuality> = [:]
    for head in selection.heads {
      guard let takenAsClean = head.value.takenAsClean else { continue }
      heads[head.name] = try SampleSelectionQuality(
        predicted: takenAsClean, truth: truth, probabilities: head.value.cleanProbabilities ?? [],
        losses: head.value.losses)
    }
    let columns = selection.heads.map(\.value)
    self.init(
      epoch: selection.epoch,
      consensus: try SampleSelectionQuality(
        predicted: selection.treatedAsClean, truth: truth,
        probabilities: Self.mean(columns.compactMap(\.cleanProbabilities)), losses: Self.mean(columns.map(\.losses))),
      heads: heads)
  }

  /// The mean over heads of each pair's number; empty where there is none of some pair.
  private static func mean(_ columns: [[Float]]) -> [Float] {
    guard let count = columns.first?.count, columns.allSatisfy({ $0.count == count }) else { return [] }
    return (0..<count).map { pair in columns.reduce(0) { $0 + $1[pair] } / Float(columns.count) }
  }
}

/// A sample selection that cannot be compared with the truth.
public enum SampleSelectionFailure: BenchFailure, Equatable {
  /// A column whose length is not that of the truth.
  case lengths(what: String, count: Int, truth: Int)
  /// The first probability or loss that is NaN.
  case notANumber(what: String, index: Int)

  /// What went wrong.
  public var problem: String {
    switch self {
    case .lengths(let what, let count, let truth): "\(count) \(what) for \(truth) pairs"
    case .notANumber(let what, _): "one of the \(what) is NaN"
    }
  }

  /// Where, if it is at one place.
  public var location: String? {
    if case .notANumber(_, let index) = self { "pair \(index)" } else { nil }
  }

  /// What to do about it.
  public var remedy: String? {
    switch self {
    case .lengths: "compare a selection with the noise of its own training split"
    case .notANumber: "the model has diverged"
    }
  }
}
