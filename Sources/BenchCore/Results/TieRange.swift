/// What a metric can be over all orders of equal similarities.
public struct TieRange: Sendable, Equatable {
  /// The metric in its unit where matches come last among what is as similar to the query.
  public var lowest: Double
  /// The same where they come first.
  public var highest: Double
  /// The share of the queries whose value depends on the order, `0...1`.
  public var share: Double

  /// Creates a range; nothing is checked.
  public init(lowest: Double, highest: Double, share: Double) {
    self.lowest = lowest
    self.highest = highest
    self.share = share
  }
}

extension RunRecord {
  /// A sentence that names the checkpoints and directions whose metrics have a range over the orders of equal similarities; `nil`
  /// where none has.
  public var tieWarning: String? {
    let places = CheckpointName.allCases.flatMap { checkpoint in
      RetrievalDirection.allCases.filter { self[checkpoint]?[$0].tieRanges.isEmpty == false }
        .map { "\(checkpoint.rawValue) \($0.rawValue)" }
    }
    guard !places.isEmpty else { return nil }
    return "the order of equal similarities decides the metrics of more than 1% of the queries "
      + "(\(places.joined(separator: ", "))): each has a range"
  }
}
