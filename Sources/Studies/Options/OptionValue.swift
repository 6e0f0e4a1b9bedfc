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
  /// What a person has to write between commas in place of a text that is no value.
  static func expectedInList(insteadOf text: String) -> String
  /// The values that one text of a list stands for; `nil` for a text that stands for none.
  static func listed(_ text: String) -> [Self]?
}

extension OptionValue {
  package static var kind: OptionKind { .one(OptionText(of: self)) }

  package static func expected(insteadOf text: String) -> String { expected }

  package static func expectedInList(insteadOf text: String) -> String { expected(insteadOf: text) }

  package static func listed(_ text: String) -> [Self]? { Self(option: text).map { [$0] } }
}

/// Values separated by commas, of an option that adds to them each time that it is given.
package struct OptionList<Value: OptionValue>: OptionPart {
  package static var kind: OptionKind { .list(OptionText(ofList: Value.self)) }
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

  /// So many numbers a range may stand for: more are a slip of the fingers.
  private static let rangeLimit: UInt64 = 1000

  package static func expectedInList(insteadOf text: String) -> String {
    switch bounds(of: text) {
    case (let first, let last)? where first > last: "a range from the lower to the higher, such as `\(last)-\(first)`"
    case .some: "a range of at most \(rangeLimit) numbers"
    case nil: "\(expected) or a range such as 1-3"
    }
  }

  /// The numbers of a range such as `1-3`, or one number.
  package static func listed(_ text: String) -> [UInt64]? {
    if let number = UInt64(option: text) { return [number] }
    guard let (first, last) = bounds(of: text), first <= last, last - first < rangeLimit else { return nil }
    return Array(first...last)
  }

  private static func bounds(of text: String) -> (UInt64, UInt64)? {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false).map { UInt64($0) }
    guard parts.count == 2, let first = parts[0], let last = parts[1] else { return nil }
    return (first, last)
  }
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

/// A starting point as a person wrote it: of networks of one family, or of all that it is for.
package struct StartingPointName: OptionValue, OptionPart {
  package static let expected =
    "`embedded`, `random`, `automatic` or a path, alone or for one kind of network as in ssan=resnet50.pth"
  package static var kind: OptionKind { .several(OptionText(of: Self.self)) }
  private let family: ModelFamily?
  private let text: String

  package static func expected(insteadOf text: String) -> String {
    guard let name = scope(of: text) else { return expected }
    let families = ModelFamily.allCases.map(\.rawValue).joined(separator: ", ")
    return "for one of \(families) and not `\(name)`; a path with an equals sign begins with ./"
  }

  /// What stands before an equals sign where it may be the name of a family: a word.
  private static func scope(of text: String) -> Substring? {
    guard let end = text.firstIndex(of: "=") else { return nil }
    return text[..<end].allSatisfy { $0.isLetter || $0.isNumber || $0 == "-" } ? text[..<end] : nil
  }

  package init?(option text: String) {
    guard let scope = Self.scope(of: text) else {
      (family, self.text) = (nil, text)
      return
    }
    guard let family = ModelFamily(rawValue: String(scope)) else { return nil }
    (self.family, self.text) = (family, String(text.dropFirst(scope.count + 1)))
    if self.text.isEmpty { return nil }
  }

  /// Says in a request what training starts from; a path that is not absolute starts at a folder.
  func apply(to request: inout StudyRequest, in folder: URL) {
    let point = StartingPoint(text, in: folder)
    if let family { request.weightsByFamily[family] = point } else { request.weights = point }
  }
}
