/// Training captions after a noise injector, and the truth about them.
///
/// Methods see `captions` only; `sourceIndices`, `isClean` and the rates go to the evaluator.
public struct NoisyPairs: Sendable, Equatable {
  /// The caption each pair is trained with.
  public var captions: [String]
  /// The pair whose caption pair i got; `i` itself where nothing moved.
  public var sourceIndices: [Int]
  /// Whether pair i still has its own, unchanged caption.
  public var isClean: [Bool]
  /// The rate that was asked for, `0...1`.
  public var nominalRate: Double

  /// The share of pairs that are not clean, `0...1`.
  public var actualRate: Double {
    isClean.isEmpty ? 0 : Double(isClean.count { !$0 }) / Double(isClean.count)
  }

  /// Creates the outcome of an injection.
  public init(captions: [String], sourceIndices: [Int], isClean: [Bool], nominalRate: Double) {
    self.captions = captions
    self.sourceIndices = sourceIndices
    self.isClean = isClean
    self.nominalRate = nominalRate
  }
}
