import BenchCore

/// A model that cannot be built or loaded as asked.
package enum ModelFailure: BenchFailure, Equatable {
  /// A field of the model's size makes no sense.
  case invalidSpec(String)
  /// Two parameters were declared under one name.
  case duplicateParameter(String)
  /// Weights for a model lack parameters of it.
  case missingParameters([String])
  /// A weight's shape differs from the model's.
  case shapeMismatch(name: String, expected: [Int], found: [Int])

  package var problem: String {
    switch self {
    case .invalidSpec(let reason): "the model cannot be built: \(reason)"
    case .duplicateParameter(let name): "the parameter \(name) is declared twice"
    case .missingParameters(let names):
      "the weights lack \(names.count) parameters of the model: \(names.prefix(5).joined(separator: ", "))"
        + (names.count > 5 ? ", ..." : "")
    case .shapeMismatch(let name, let expected, let found):
      "the weight \(name) has shape \(found), the model needs \(expected)"
    }
  }

  package var remedy: String? {
    switch self {
    case .missingParameters, .shapeMismatch: "use weights of a model of the same size"
    case .invalidSpec, .duplicateParameter: nil
    }
  }
}
