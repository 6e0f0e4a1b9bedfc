import ArgumentParser
import Reports
import Studies

/// What a person has to write for the option of a command, as far as the option's type tells.
enum ExpectedValue {
  /// Such as `a whole number` for `epochs`; `nil` where nothing is known.
  static func text(of option: String, in command: any ParsableArguments.Type) -> String? {
    for (label, value) in Mirror(reflecting: command.init()).children {
      if let group = value as? any GroupOfOptions {
        if let text = text(of: option, in: type(of: group).members) { return text }
      } else if let label, StudyOption.name(of: label) == option {
        return text(of: type(of: value))
      }
    }
    return nil
  }

  /// The command that words name.
  static func command(_ words: ArraySlice<String>, in parent: any ParsableCommand.Type) -> any ParsableCommand.Type {
    guard let word = words.first,
      let next = parent.configuration.subcommands.first(where: { $0._commandName == word })
    else { return parent }
    return command(words.dropFirst(), in: next)
  }

  private static func text(of type: Any.Type) -> String? {
    if let wrapper = type as? any ValueWrapper.Type {
      return text(of: wrapper.content).map { wrapper.separatesByCommas ? "\($0), several with commas" : $0 }
    }
    if let value = type as? any OptionValue.Type { return value.expected }
    guard let value = type as? any ExpressibleByArgument.Type, !value.allValueStrings.isEmpty else { return nil }
    return "one of \(value.allValueStrings.joined(separator: ", "))"
  }
}

/// A type whose values hold those that a person writes.
private protocol ValueWrapper {
  static var content: Any.Type { get }
  static var separatesByCommas: Bool { get }
}

extension Option: ValueWrapper {
  fileprivate static var content: Any.Type { Value.self }
  fileprivate static var separatesByCommas: Bool { false }
}

extension Optional: ValueWrapper {
  fileprivate static var content: Any.Type { Wrapped.self }
  fileprivate static var separatesByCommas: Bool { false }
}

extension Array: ValueWrapper {
  fileprivate static var content: Any.Type { Element.self }
  fileprivate static var separatesByCommas: Bool { false }
}

extension CommaSeparated: ValueWrapper {
  fileprivate static var content: Any.Type { Element.self }
  fileprivate static var separatesByCommas: Bool { true }
}

extension FormatList: ValueWrapper {
  fileprivate static var content: Any.Type { ReportFormat.self }
  fileprivate static var separatesByCommas: Bool { true }
}

private protocol GroupOfOptions {
  static var members: any ParsableArguments.Type { get }
}

extension OptionGroup: GroupOfOptions {
  fileprivate static var members: any ParsableArguments.Type { Value.self }
}
