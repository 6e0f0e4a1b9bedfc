import Foundation

/// The ways to hand the labels A and B to runs, which bound how small p can be.
public struct RunArrangements: Sendable, Equatable {
  /// How many there are.
  public let count: Double
  /// The smallest p that they allow.
  public let leastP: Double

  /// Of groups of so many runs; `nil` where one of them is a single run, which seeds are not exchanged of.
  public init?(_ first: Int, _ second: Int, pairsRuns: Bool) {
    guard first > 1, second > 1 else { return nil }
    count = pairsRuns ? pow(2, Double(first)) : PermutationTest.labellings(first, second)
    // Exchanging groups of one size turns the difference round: two arrangements are as far apart as the one measured.
    leastP = (first == second ? 2 : 1) / count
  }

  /// The runs of each group from which p can be below `level`.
  static func leastRuns(below level: Double, pairsRuns: Bool) -> Int {
    (2...60).first { RunArrangements($0, $0, pairsRuns: pairsRuns).map { $0.leastP < level } ?? false } ?? 60
  }
}
