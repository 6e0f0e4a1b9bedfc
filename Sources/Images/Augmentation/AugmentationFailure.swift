public import BenchCore

/// A setting of `ImageAugmentation` outside its range.
public struct AugmentationFailure: BenchFailure, Hashable {
  /// The setting and its value, or the preset that does not exist.
  public let problem: String
  /// The permitted range, or names that are close.
  public let remedy: String?

  /// Whether a value that was typed is the reason.
  public var isUsage: Bool { true }

  init(_ setting: String, is value: some Sendable, expected: String) {
    problem = "augmentation: \(setting) is \(value)"
    remedy = "use \(expected)"
  }

  init(unknownPreset name: String, known: [String]) {
    problem = "there is no image augmentation called \(name)"
    remedy = Suggestion.phrase(for: name, in: known)
  }
}
