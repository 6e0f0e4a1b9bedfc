import BenchCore

/// A method that cannot be configured or found.
package enum MethodFailure: BenchFailure, Equatable {
  case unknownMethod(String, known: [String])
  /// Several methods have this name.
  case ambiguousMethod(String, ids: [String])
  case unknownField(String, method: String, known: [String])
  /// A field has the wrong type.
  case malformedField(String, method: String, reason: String)
  /// A field is out of range.
  case invalidField(String, value: String, requirement: String)
  /// A field's word is none of those it may be.
  case unknownValue(String, field: String, method: String, known: [String])
  /// A setting of a part that a composition does not have.
  case uselessSetting(String, parts: [String])
  /// A method is told by its configuration to use the truth, but none was given, or no pair is clean.
  case noCleanPairs
  /// The method is trained by its own command, not here.
  case trainedElsewhere(String)
  /// The official formula of a triplet loss overflowed, as at figure 4's lowest temperature.
  case overflow(temperature: Double)

  package var problem: String {
    switch self {
    case .unknownMethod(let id, _): "there is no method `\(id)`"
    case .ambiguousMethod(let name, _): "several methods are called `\(name)`"
    case .unknownField(let name, let method, _): "the method \(method) has no field `\(name)`"
    case .malformedField(let name, let method, let reason): "the field `\(name)` of \(method) \(reason)"
    case .invalidField(let name, let value, let requirement): "`\(name)` is \(value) but must be \(requirement)"
    case .unknownValue(let word, let field, let method, _): "`\(word)` is no value of the field `\(field)` of \(method)"
    case .uselessSetting(let field, let parts): "`\(field)` is of no use without \(parts.joined(separator: " or "))"
    case .noCleanPairs: "there are no clean pairs to train on"
    case .trainedElsewhere(let label): "the external method `\(label)` is trained by its command, not by this tool"
    case .overflow(let temperature):
      "the official triplet loss is NaN, as it is where a similarity is above 88.7 tau, with tau = \(temperature)"
    }
  }

  package var isUsage: Bool {
    switch self {
    case .unknownMethod, .ambiguousMethod, .unknownField, .malformedField, .invalidField, .unknownValue,
      .uselessSetting:
      true
    case .noCleanPairs, .trainedElsewhere, .overflow: false
    }
  }

  package var remedy: String? {
    switch self {
    case .unknownMethod(let id, let known): Suggestion.phrase(for: id, in: known)
    case .ambiguousMethod(_, let ids): "name one of \(ids.joined(separator: ", "))"
    case .unknownField(let name, _, let known): Suggestion.phrase(for: name, in: known)
    case .unknownValue(let word, _, _, let known): Suggestion.phrase(for: word, in: known)
    case .overflow: "this is figure 4's Fail; leave out overflowSafe=false for the same loss without overflow"
    case .noCleanPairs: "lower the noise rate, or train on all pairs (clip-c.usesOracle=false, composed.selection=all)"
    case .uselessSetting(let field, _): "leave \(field) out, or add such a part (bench list parts)"
    case .malformedField, .invalidField, .trainedElsewhere: nil
    }
  }
}
