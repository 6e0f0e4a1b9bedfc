import ArgumentParser
import BenchCore
import Foundation

/// What is wrong with a command line that the argument parser refuses, where its own words would mislead.
enum CommandMistake: BenchFailure, Equatable {
  case unknownCommand(String, of: String, known: [String])
  case unknownOption(String, of: String, known: [String])
  /// A value that is none of the option's.
  case wrongValue(String, option: String, expected: String)
  /// A folder without the option that it belongs to.
  case bareFolder(String, command: String)

  var problem: String {
    switch self {
    case .unknownCommand(let name, let owner, _): "\(owner) has no command `\(name)`"
    case .unknownOption(let name, let command, _): "\(command) has no option \(name)"
    case .wrongValue(let text, let option, let expected): "\(option) must be \(expected), not `\(text)`"
    case .bareFolder(let folder, let command): "\(command) takes no `\(folder)` without an option"
    }
  }

  var remedy: String? {
    switch self {
    case .unknownCommand(let name, let owner, let known):
      Self.suggestion(for: name, in: known) ?? "known: \(known.joined(separator: ", ")) (\(owner) --help)"
    case .unknownOption(let name, let command, let known):
      Self.suggestion(for: name, in: known) ?? "\(command) --help lists those there are"
    case .wrongValue: nil
    case .bareFolder(let folder, _): "did you mean --results \(folder)?"
    }
  }

  var isUsage: Bool { true }

  /// What begins with the word, else what is close to it.
  private static func suggestion(for name: String, in known: [String]) -> String? {
    // One letter is close to any other.
    guard !name.hasPrefix("-") || name.hasPrefix("--") else { return nil }
    let longer = known.filter { $0.hasPrefix(name) }.sorted()
    let close = (1...3).contains(longer.count) ? longer : Suggestion.closest(to: name, in: known)
    return close.isEmpty ? nil : "did you mean \(close.joined(separator: " or "))?"
  }
}

extension CommandMistake {
  /// Refuses help for a command that there is not: the argument parser would print that of the whole program.
  static func checkHelp(_ words: [String]) throws {
    guard words.first == "help" else { return }
    try check(words.dropFirst().filter { !$0.hasPrefix("-") && $0 != "help" }, in: Bench.self, path: "bench")
  }

  private static func check(_ words: [String], in parent: any ParsableCommand.Type, path: String) throws {
    guard let word = words.first else { return }
    let known = parent.configuration.subcommands
    guard let next = known.first(where: { $0._commandName == word }) else {
      let listed = known.filter { $0.configuration.shouldDisplay }.map { $0._commandName }
      throw CommandMistake.unknownCommand(word, of: path, known: listed)
    }
    try check(Array(words.dropFirst()), in: next, path: "\(path) \(word)")
  }

  /// Looks for what made the argument parser throw `error` about words; `nil` where its own message is the right one.
  init?(behind error: any Error, in words: [String]) {
    guard Bench.exitCode(for: error) == .validationFailure, let program = try? CommandDescription.program() else {
      return nil
    }
    let (command, depth) = program.command(of: words)
    let path = (["bench"] + words.prefix(depth)).joined(separator: " ")
    let rest = words.dropFirst(depth)
    if let word = rest.first, !word.hasPrefix("-"), !(command.subcommands ?? []).isEmpty {
      self = .unknownCommand(word, of: path, known: command.listed.map(\.commandName))
      return
    }
    let arguments = program.arguments(of: words)
    if let option = Self.unknownOption(in: rest, of: arguments) {
      let known = arguments.filter { $0.shouldDisplay && $0.kind != "positional" }.flatMap(\.spellings)
      self = .unknownOption(option, of: path, known: known + ["--help"])
      return
    }
    let message = Bench.message(for: error)
    if let match = message.wholeMatch(of: /(?s)The value '(.*)' is invalid for '(--[^ ']+)[^']*'/),
      let expected = ExpectedValue.text(
        of: String(match.2.dropFirst(2)), in: ExpectedValue.command(words[...], in: Bench.self))
    {
      self = .wrongValue(String(match.1), option: String(match.2), expected: expected)
      return
    }
    if let word = message.wholeMatch(of: /Unexpected argument '(.*)'/)?.1, word.isFolder == true,
      arguments.contains(where: { $0.spellings.contains("--results") })
    {
      self = .bareFolder(String(word), command: path)
      return
    }
    return nil
  }

  /// The first word that looks like an option and is none.
  private static func unknownOption(
    in words: ArraySlice<String>, of arguments: [CommandDescription.Argument]
  ) -> String? {
    let known = Set(arguments.flatMap(\.spellings) + ["--help", "-h", "--version", "--help-hidden"])
    let takingAnyWord = arguments.takingAnyWord
    var before = ""
    for word in words.prefix(while: { $0 != "--" }) {
      defer { before = word }
      guard word.hasPrefix("-"), word.count > 1, !takingAnyWord.contains(before) else { continue }
      let name = String(word.prefix { $0 != "=" })
      // `-qv` are two flags, `-oFILE` is an option with its value.
      let isShort = !word.hasPrefix("--")
      if known.contains(name) || (isShort && known.contains(String(word.prefix(2)))) { continue }
      return name
    }
    return nil
  }
}
