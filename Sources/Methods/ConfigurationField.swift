package import BenchCore

/// The documentation of one configuration field, and what it may be.
package struct ConfigurationField: Sendable, Equatable {
  /// The name in JSON and on the command line.
  package private(set) var name: String
  /// Other names on the command line: the papers' symbols, such as `tau`.
  package let aliases: [String]
  /// What it does, in one sentence.
  package let meaning: String
  /// The paper's symbol or equation, or the reference's behaviour.
  package let source: String
  /// The values it may have; checked before a method is built.
  package let permitted: PermittedValues
  /// What a specification means that lacks it, of a field that came after results were stored: what was computed before it
  /// was there. Specifications leave it out at this value, so that the identities of stored runs stand.
  package let absentValue: JSONValue?

  package init(
    _ name: String, _ meaning: String, source: String, permitted: PermittedValues = .any, aliases: [String] = [],
    absentValue: JSONValue? = nil
  ) {
    self.name = name
    self.aliases = aliases
    self.meaning = meaning
    self.source = source
    self.permitted = permitted
    self.absentValue = absentValue
  }

  /// The same documentation of a field of a name.
  func named(_ name: String) -> ConfigurationField {
    var field = self
    field.name = name
    return field
  }

  /// The field of a name or of one of its other names.
  package static func named(_ name: String, in fields: [ConfigurationField]) -> ConfigurationField? {
    fields.first { $0.name == name } ?? fields.first { $0.aliases.contains(name) }
  }
}

/// The values that a configuration field may have.
package enum PermittedValues: Sendable, Equatable {
  /// Whatever its type allows, such as both truth values.
  case any
  /// Numbers greater than a bound.
  case above(Double)
  /// Numbers not less than a bound.
  case atLeast(Double)
  /// Numbers between two bounds, neither included.
  case between(Double, Double)
  /// Numbers from one bound to another, both included.
  case from(Double, to: Double)
  /// Numbers from one bound, included, to another, excluded.
  case halfOpen(Double, Double)
  /// Whole numbers from one bound to another, both included.
  case whole(ClosedRange<Int>)
  /// One of these words.
  case oneOf([String])
  /// A list of some of these words, each once; an empty one only where it is said.
  case listOf([String], canBeEmpty: Bool = false)

  /// What the documentation and a refusal say: `above 0`; empty for `any`.
  package var description: String {
    func text(_ bound: Double) -> String { bound.wholeText ?? "\(bound)" }
    return switch self {
    case .any: ""
    case .above(let bound): "above \(text(bound))"
    case .atLeast(let bound): "\(text(bound)) or more"
    case .between(let low, let high): "between \(text(low)) and \(text(high)), both excluded"
    case .from(let low, to: let high): "from \(text(low)) to \(text(high))"
    case .halfOpen(let low, let high): "\(text(low)) or more, and below \(text(high))"
    case .whole(let range): "a whole number from \(range.lowerBound) to \(range.upperBound)"
    case .oneOf(let words): words.joined(separator: ", ")
    case .listOf(let words, canBeEmpty: false): "one or more of \(words.joined(separator: ", "))"
    case .listOf(let words, canBeEmpty: true): "any of \(words.joined(separator: ", ")), or none"
    }
  }

  /// The one form of a value that people write in several: of a list its words as an array in the order of the permitted
  /// ones, whether they come as an array, joined by plus signs, or as `none`. Anything else as it is.
  package func canonical(_ value: JSONValue) -> JSONValue {
    guard case .listOf(let words, let canBeEmpty) = self else { return value }
    let given: [JSONValue]
    switch value {
    case .array(let values): given = values
    case .string: given = [value]
    default: return value
    }
    let elements = given.flatMap { element -> [JSONValue] in
      guard case .string(let text) = element else { return [element] }
      return text.split(separator: "+", omittingEmptySubsequences: false).map { .string(String($0)) }
    }
    if canBeEmpty, elements == [.string("none")] { return .array([]) }
    let places = elements.map { element in words.firstIndex { element == .string($0) } ?? words.count }
    return .array(elements.indices.sorted { (places[$0], $0) < (places[$1], $1) }.map { elements[$0] })
  }

  /// Throws unless a field's value, in its canonical form, is permitted. A value of another type is left to the decoder,
  /// which knows the type.
  func check(_ value: JSONValue, of name: String, method: String) throws(MethodFailure) {
    switch (self, value) {
    case (.oneOf(let words), .string(let word)):
      guard words.contains(word) else { throw .unknownValue(word, field: name, method: method, known: words) }
    case (.listOf(let words, let canBeEmpty), .array(let elements)):
      guard canBeEmpty || !elements.isEmpty else {
        throw .invalidField(name, value: value.typedText, requirement: description)
      }
      for element in elements {
        guard case .string(let word) = element else { throw Self.noList(name, method, words) }
        guard words.contains(word) else { throw .unknownValue(word, field: name, method: method, known: words) }
      }
      guard Set(elements).count == elements.count else {
        throw .invalidField(name, value: value.typedText, requirement: "a list without a word twice")
      }
    case (.listOf(let words, _), _): throw Self.noList(name, method, words)
    case (_, .number(let number)):
      guard permits(number) else {
        throw .invalidField(name, value: number.wholeText ?? "\(number)", requirement: description)
      }
    default: break
    }
  }

  private static func noList(_ name: String, _ method: String, _ words: [String]) -> MethodFailure {
    .malformedField(
      name, method: method, reason: "must be a list of words, such as \(words.prefix(2).joined(separator: "+"))")
  }

  private func permits(_ number: Double) -> Bool {
    switch self {
    case .any, .oneOf, .listOf: true
    case .above(let bound): number > bound
    case .atLeast(let bound): number >= bound
    case .between(let low, let high): number > low && number < high
    case .from(let low, to: let high): number >= low && number <= high
    case .halfOpen(let low, let high): number >= low && number < high
    case .whole(let range): Int(exactly: number).map(range.contains) ?? false
    }
  }
}

extension Double {
  /// The number without a decimal point, if it needs none.
  fileprivate var wholeText: String? { Int(exactly: self).map(String.init) }
}
