/// Which training pairs are truly clean: what only the evaluator knows.
///
/// It reaches a method through `MethodContext.oracle`, and only if the method's resolved configuration says
/// `usesOracle`; `MethodEntry.build` sees to that.
package struct OracleMask: Sendable, Equatable {
  /// Whether each training pair kept its own caption, in pair order.
  package let isClean: [Bool]

  /// Tells the truth about each pair.
  package init(isClean: [Bool]) {
    self.isClean = isClean
  }

  /// The clean pairs' places in the pair table.
  package var cleanPairs: [Int] { isClean.indices.filter { isClean[$0] } }
}
