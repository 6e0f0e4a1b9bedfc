import BenchCore

/// A noise setting that cannot be used, or that these training pairs cannot give.
package enum NoiseFailure: BenchFailure, Equatable {
  /// No injector has this id.
  case unknownInjector(String, known: [String])
  /// The rate is not a number in `0...1`.
  case rateOutOfRange(Double)
  /// NumPy's legacy generator takes seeds up to 2^32 - 1.
  case seedOutOfRange(UInt64)
  /// A number of pairs below 0.
  case negativePairCount(Int)
  /// The columns of a pair table differ in length.
  case unequalColumns(captions: Int, identities: Int, images: Int)
  /// The injector reads an index file, and none was given.
  case indexFileNotGiven(injector: String)
  /// So many captions cannot all go to another identity.
  case identitiesTooFew(needed: Int, pairs: Int, identity: Int, owned: Int)
  /// Fewer captions than needed can be changed by this injector.
  case captionsTooFew(injector: String, needed: Int, usable: Int, condition: String)

  package var problem: String {
    switch self {
    case .unknownInjector(let id, _):
      "no noise injector is called '\(id)'"
    case .rateOutOfRange(let rate):
      "noise rate \(rate) is outside 0...1"
    case .seedOutOfRange(let seed):
      "seed \(seed) is too large for NumPy's legacy generator"
    case .negativePairCount(let count):
      "\(count) is not a number of pairs"
    case .unequalColumns(let captions, let identities, let images):
      "a pair table has \(captions) captions, \(identities) identities and \(images) image indices"
    case .indexFileNotGiven(let injector):
      "noise injector '\(injector)' reads an index file, and none was given"
    case .identitiesTooFew(needed: 1, _, _, _):
      "one caption alone cannot go to another identity"
    case .identitiesTooFew(let needed, let pairs, let identity, let owned):
      "the captions of \(needed) of \(pairs) pairs cannot all go to another identity: "
        + "identity \(identity) owns \(owned) of the pairs"
    case .captionsTooFew(let injector, let needed, let usable, let condition):
      "'\(injector)' must change \(needed) captions, but only \(usable) \(condition)"
    }
  }

  package var isUsage: Bool {
    switch self {
    case .unknownInjector, .rateOutOfRange, .seedOutOfRange, .negativePairCount, .indexFileNotGiven: true
    case .unequalColumns, .identitiesTooFew, .captionsTooFew: false
    }
  }

  package var remedy: String? {
    switch self {
    case .unknownInjector(let id, let known): Suggestion.phrase(for: id, in: known)
    case .rateOutOfRange: "give a share such as 0.2, not a percentage"
    case .seedOutOfRange: "use a seed in 0...\(UInt32.max)"
    case .negativePairCount: "give 0 or more"
    case .unequalColumns: nil
    case .indexFileNotGiven: "give the path of an .npy index file (--noise-index)"
    case .identitiesTooFew: "change the rate, or use the injector 'shuffle'"
    case .captionsTooFew: "lower the rate"
    }
  }
}
