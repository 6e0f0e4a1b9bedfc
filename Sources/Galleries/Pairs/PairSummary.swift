/// How what a sample selection called its pairs agrees with the truth.
package struct PairSummary: Sendable, Equatable, Encodable {
  /// All training pairs.
  package var pairs = 0
  /// Those that are noisy.
  package var noisy = 0
  /// Those that were called noisy by all heads, and how many of these are.
  package var calledNoisy = 0
  package var calledNoisyAreNoisy = 0
  /// The same of those that were called clean by all heads.
  package var calledClean = 0
  package var calledCleanAreNoisy = 0
  /// The same of those that the heads disagree about.
  package var disputed = 0
  package var disputedAreNoisy = 0

  /// Counts all pairs of a selection.
  init(_ all: [PairListing.Pair]) {
    for pair in all {
      let isNoisy = pair.isClean ? 0 : 1
      pairs += 1
      noisy += isNoisy
      switch pair.called {
      case .noisy: (calledNoisy, calledNoisyAreNoisy) = (calledNoisy + 1, calledNoisyAreNoisy + isNoisy)
      case .clean: (calledClean, calledCleanAreNoisy) = (calledClean + 1, calledCleanAreNoisy + isNoisy)
      case .disputed: (disputed, disputedAreNoisy) = (disputed + 1, disputedAreNoisy + isNoisy)
      }
    }
  }

  /// The share of pairs called noisy that are; `nil` where none was called so.
  package var precision: Double? { calledNoisy == 0 ? nil : Double(calledNoisyAreNoisy) / Double(calledNoisy) }
  /// The share of noisy pairs that were called so; `nil` where none is noisy.
  package var recall: Double? { noisy == 0 ? nil : Double(calledNoisyAreNoisy) / Double(noisy) }
}
