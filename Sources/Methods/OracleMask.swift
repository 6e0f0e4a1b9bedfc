/// Which training pairs are truly clean: what only the evaluator knows.
///
/// It reaches a method through `MethodContext.oracle`, and only if the method's resolved configuration says
/// `usesOracle`; `MethodEntry.build` sees to that.
public struct OracleMask: Sendable, Equatable {
  /// Whether each training pair kept its own caption, in pair order.
  public let isClean: [Bool]

  /// Tells the truth about each pair.
  public init(isClean: [Bool]) {
    self.isClean = isClean
  }

  /// The clean pairs' places in the pair table.
  public var cleanPairs: [Int] { isClean.indices.filter { isClean[$0] } }
}
