import ArgumentParser

/// What a suite has in place of an option's words on the command line.
package enum OptionKind: Sendable {
  case one(OptionText)
  /// One of these each time that the option is given; in a suite one or a list.
  case several(OptionText)
  /// Several of these.
  case list(OptionText)
  /// True or false.
  case flag
  /// Fields of methods with their values.
  case fields
}

/// The texts that are a value of an option.
package struct OptionText: Sendable {
  /// What a person has to write, such as `a whole number`.
  package let expected: @Sendable (_ insteadOf: String) -> String
  /// Whether a text is such a value.
  package let accepts: @Sendable (String) -> Bool

  init<Value: OptionValue>(of type: Value.Type) {
    expected = { type.expected(insteadOf: $0) }
    accepts = { Value(option: $0) != nil }
  }

  init<Value: OptionValue>(ofList type: Value.Type) {
    expected = { type.expectedInList(insteadOf: $0) }
    accepts = { Value.listed($0) != nil }
  }
}

/// A property of `StudyArguments`, told by its property wrapper.
protocol OptionDeclaration {
  static var kind: OptionKind { get }
  /// Whether a person gave the option.
  var isGiven: Bool { get }
}

extension Option: OptionDeclaration where Value: OptionDeclaration {
  static var kind: OptionKind { Value.kind }
  var isGiven: Bool { wrappedValue.isGiven }
}

extension Flag: OptionDeclaration where Value == Bool? {
  static var kind: OptionKind { .flag }
  var isGiven: Bool { wrappedValue != nil }
}

extension Optional: OptionDeclaration where Wrapped: OptionContent {
  static var kind: OptionKind { Wrapped.kind }
  var isGiven: Bool { self != nil }
}

/// What an option holds each time that it is given.
package protocol OptionPart: Sendable {
  static var kind: OptionKind { get }
}

extension FieldSetting: OptionPart {
  package static var kind: OptionKind { .fields }
}

extension Array: OptionDeclaration where Element: OptionPart {
  static var kind: OptionKind { Element.kind }
  var isGiven: Bool { !isEmpty }
}

/// Options of a study that other commands have too.
protocol OptionDeclarations {
  var members: any ParsableArguments { get }
}

extension OptionGroup: OptionDeclarations {
  var members: any ParsableArguments { wrappedValue }
}
