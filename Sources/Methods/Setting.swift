package import BenchCore

/// A field of a method's configuration: its value, and its documentation where it is declared.
///
/// `@Setting("Margin of the loss.", source: "my paper, equation 1", .atLeast(0)) var margin = 0.2` is all that a field
/// takes: the name on the command line, in specifications and in `bench list methods` is the property's.
@propertyWrapper
package struct Setting<Value: Codable & Sendable & Equatable>: Sendable, Equatable {
  /// The value.
  package var wrappedValue: Value
  /// The documentation without its name; `nil` for that of the composed method's field `like`.
  private let documentation: ConfigurationField?
  private let like: String?

  /// Declares a field; see `ConfigurationField` for what its parts are.
  package init(
    wrappedValue: Value, _ meaning: String, source: String, _ permitted: PermittedValues = .any, aliases: [String] = [],
    absent: JSONValue? = nil
  ) {
    self.wrappedValue = wrappedValue
    documentation = ConfigurationField(
      "", meaning, source: source, permitted: permitted, aliases: aliases, absentValue: absent)
    like = nil
  }

  /// Declares a field that is documented as one of `ComposedSettings`: the one of its own name, or another.
  package init(wrappedValue: Value, like: String? = nil) {
    self.wrappedValue = wrappedValue
    self.like = like
    documentation = nil
  }

  package static func == (one: Setting, other: Setting) -> Bool { one.wrappedValue == other.wrappedValue }
}

extension Setting: Codable {
  package init(from decoder: any Decoder) throws {
    self.init(wrappedValue: try decoder.singleValueContainer().decode(Value.self))
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(wrappedValue)
  }
}

extension Setting: DeclaredField {
  fileprivate func field(named name: String) -> ConfigurationField? {
    (documentation ?? ComposedSettings.fields.first { $0.name == like ?? name })?.named(name)
  }

  fileprivate func equals(_ other: any DeclaredField) -> Bool { wrappedValue == (other as? Setting)?.wrappedValue }
}

private protocol DeclaredField {
  func field(named name: String) -> ConfigurationField?
  func equals(_ other: any DeclaredField) -> Bool
}

extension MethodConfiguration {
  /// The fields that are declared with `@Setting`, in the order of their declarations.
  package static var fields: [ConfigurationField] { Self().declared.compactMap { $1.field(named: $0) } }

  /// The names of the fields that are not as the paper has them.
  var changedFields: Set<String> {
    Set(zip(declared, Self().declared).filter { !$0.1.equals($1.1) }.map(\.0.0))
  }

  private var declared: [(String, any DeclaredField)] {
    Mirror(reflecting: self).children.compactMap { label, value in
      // Swift puts an underscore before the name of a property that is wrapped.
      guard let label, let field = value as? any DeclaredField else { return nil }
      return (String(label.dropFirst()), field)
    }
  }
}

extension PermittedValues {
  /// The words of an enumeration.
  static func words<Words: CaseIterable & RawRepresentable<String>>(of type: Words.Type) -> PermittedValues {
    .oneOf(Words.allCases.map(\.rawValue))
  }

  /// Lists of an enumeration's words.
  static func lists<Words: CaseIterable & RawRepresentable<String>>(
    of type: Words.Type, canBeEmpty: Bool = false
  ) -> PermittedValues {
    .listOf(Words.allCases.map(\.rawValue), canBeEmpty: canBeEmpty)
  }

  /// What a weight of a loss may be.
  static let weight = PermittedValues.from(0, to: 1e6)
  /// The same where a loss that is not to count is left out of a list.
  static let partWeight = PermittedValues.between(0, 1e6)
}
