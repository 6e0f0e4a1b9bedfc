public import BenchCore

/// How well a division into clean and noisy pairs agrees with the truth; clean is the positive class.
public struct DivisionQuality: Sendable, Equatable {
  /// Clean pairs kept as clean.
  public let keptClean: Int
  /// Noisy pairs taken for clean.
  public let keptNoisy: Int
  /// Clean pairs taken for noisy.
  public let droppedClean: Int
  /// Noisy pairs recognised as noisy.
  public let droppedNoisy: Int
  /// The area under the ROC curve of the probabilities: the chance that a clean pair has the higher one, ties counting
  /// one half. `nil` without probabilities or where one class is empty.
  public let area: Double?

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
    (keptClean, keptNoisy, droppedClean, droppedNoisy) = counts
    area = Self.area(probabilities, truth)
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
