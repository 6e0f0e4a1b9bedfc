import ArgumentParser
package import BenchCore
package import Foundation
package import Noise

/// What an option can hold.
package protocol OptionContent {
  static var kind: OptionKind { get }
}

/// A value of an option, on the command line or in a suite.
package protocol OptionValue: OptionContent, Sendable {
  /// What a person has to write, such as `a whole number`.
  static var expected: String { get }
  /// What a person has to write in place of a text that is no value.
  static func expected(insteadOf text: String) -> String
  /// The value of a text; `nil` for a text that is none.
  init?(option text: String)
}

extension OptionValue {
  package static var kind: OptionKind { .one(OptionText(of: self)) }

  package static func expected(insteadOf text: String) -> String { expected }
}

/// Values separated by commas, of an option that adds to them each time that it is given.
package struct OptionList<Value: OptionValue>: OptionPart {
  package static var kind: OptionKind { .list(OptionText(of: Value.self)) }
  let values: [Value]
  /// What was typed for each value.
  var words: [String] = []
}

extension Array {
  /// The values of all lists; `nil` where the option was not given.
  func given<Value>() -> [Value]? where Element == OptionList<Value> { isEmpty ? nil : flatMap(\.values) }
}

extension String: OptionValue {
  package static var expected: String { "a word" }
  package init?(option text: String) { self = text }
}

extension Int: OptionValue {
  package static var expected: String { "a whole number" }
  package init?(option text: String) { self.init(text) }
}

extension UInt64: OptionValue {
  package static var expected: String { "a whole number from 0" }
  package init?(option text: String) { self.init(text) }
}

extension Double: OptionValue {
  package static var expected: String { "a number" }
  package init?(option text: String) {
    guard let value = Double(text), value.isFinite else { return nil }
    self = value
  }
}

extension NoiseRate: OptionValue {
  package static var expected: String { expected(insteadOf: "") }
  package init?(option text: String) { self.init(typed: text) }
}

extension ImageSize: OptionValue, ExpressibleByArgument {
  package static var expected: String { "height and width such as 384x128" }
  package init?(option text: String) { self.init(text) }
  package init?(argument: String) { self.init(argument) }
}

extension Split: OptionValue {
  package static var expected: String { "val or test" }
  package init?(option text: String) {
    guard let split = Split(rawValue: text), split != .train else { return nil }
    self = split
  }
}

extension StudyRequest.CaptionAugmentationChoice: OptionValue {
  package static var expected: String { "one of \(allCases.map(\.rawValue).joined(separator: ", "))" }
  package init?(option text: String) { self.init(rawValue: text) }
}

extension Precision: OptionValue {
  package static var expected: String { "one of \(allCases.map(\.rawValue).joined(separator: ", "))" }
  package init?(option text: String) { self.init(rawValue: text) }
}

extension Activation: OptionValue {
  package static var expected: String { "one of \(allCases.map(\.rawValue).joined(separator: ", "))" }
  package init?(option text: String) { self.init(rawValue: text) }
}

extension FieldSetting: ExpressibleByArgument {
  /// Reads `[method.]field=value[,value ...]`.
  package init?(argument: String) { self.init(typed: argument) }
}

/// A path as a person wrote it.
package struct StudyPath: OptionValue {
  package static let expected = "a path"
  private let text: String

  package init?(option text: String) { self.text = text }

  /// The file; where the path is not absolute, in a folder.
  package func file(in folder: URL) -> URL { URL(filePath: text, relativeTo: folder).standardizedFileURL }
}

/// A starting point as a person wrote it.
package struct StartingPointName: OptionValue {
  package static let expected = "`embedded`, `random`, `automatic` or a path"
  private let text: String

  package init?(option text: String) { self.text = text }

  /// The starting point; a path that is not absolute starts at a folder.
  package func point(in folder: URL) -> StartingPoint { StartingPoint(text, in: folder) }
}
