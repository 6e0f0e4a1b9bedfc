public import BenchCore

extension DivisionQuality {
  /// Compares a division with the truth.
  ///
  /// - Parameters:
  ///   - predicted: Whether each pair was treated as clean.
  ///   - truth: Whether it is.
  ///   - probabilities: The probability of each pair to be clean; empty if there are none.
  /// - Throws: `DivisionFailure` for columns of different lengths or a probability that is NaN.
  public init(predicted: [Bool], truth: [Bool], probabilities: [Float] = []) throws(DivisionFailure) {
    guard predicted.count == truth.count else {
      throw .lengths(what: "predictions", count: predicted.count, truth: truth.count)
    }
    guard probabilities.isEmpty || probabilities.count == truth.count else {
      throw .lengths(what: "probabilities", count: probabilities.count, truth: truth.count)
    }
    if let index = probabilities.firstIndex(where: \.isNaN) { throw .undefinedProbability(index: index) }
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
      droppedNoisy: counts.droppedNoisy, area: Self.area(probabilities, truth))
  }

  /// From the sum of the clean pairs' ranks (Mann and Whitney); equal probabilities share the mean of their ranks.
  private static func area(_ probabilities: [Float], _ truth: [Bool]) -> Double? {
    let cleanCount = truth.count { $0 }
    let noisyCount = truth.count - cleanCount
    guard !probabilities.isEmpty, cleanCount > 0, noisyCount > 0 else { return nil }
    let order = probabilities.indices.sorted { probabilities[$0] < probabilities[$1] }
    var rankSum = 0.0
    var start = 0
    while start < order.count {
      var end = start
      var cleanAmongEqual = 0
      while end < order.count && probabilities[order[end]] == probabilities[order[start]] {
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

extension DivisionQualityRecord {
  /// Compares an epoch's division, and each head's, with the truth.
  ///
  /// - Parameter truth: Whether each training pair is clean.
  /// - Throws: `DivisionFailure` for columns of different lengths or a probability that is NaN.
  public init(_ division: DivisionRecord, truth: [Bool]) throws(DivisionFailure) {
    var heads: [String: DivisionQuality] = [:]
    for (head, judged) in division.judgedClean {
      heads[head] = try DivisionQuality(
        predicted: judged, truth: truth, probabilities: division.cleanProbabilities[head] ?? [])
    }
    self.init(
      epoch: division.epoch,
      consensus: try DivisionQuality(
        predicted: division.treatedAsClean, truth: truth, probabilities: division.meanProbabilities),
      heads: heads)
  }
}

extension DivisionRecord {
  /// The mean over heads of each pair's probability to be clean; empty where there is none of some pair.
  fileprivate var meanProbabilities: [Float] {
    let columns = cleanProbabilities.sorted { $0.key < $1.key }.map(\.value)
    guard let count = columns.first?.count, columns.allSatisfy({ $0.count == count }) else { return [] }
    return (0..<count).map { pair in columns.reduce(0) { $0 + $1[pair] } / Float(columns.count) }
  }
}

/// A division that cannot be compared with the truth.
public enum DivisionFailure: BenchFailure, Equatable {
  /// A column whose length is not that of the truth.
  case lengths(what: String, count: Int, truth: Int)
  /// The first probability that is NaN.
  case undefinedProbability(index: Int)

  /// What went wrong.
  public var problem: String {
    switch self {
    case .lengths(let what, let count, let truth): "\(count) \(what) for \(truth) pairs"
    case .undefinedProbability: "the probability is NaN"
    }
  }

  /// Where, if it is at one place.
  public var location: String? {
    if case .undefinedProbability(let index) = self { "pair \(index)" } else { nil }
  }

  /// What to do about it.
  public var remedy: String? {
    switch self {
    case .lengths: "compare a division with the noise of its own training split"
    case .undefinedProbability: "the model has diverged"
    }
  }
}
