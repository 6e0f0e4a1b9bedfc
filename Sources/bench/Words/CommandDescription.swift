import ArgumentParser
import Foundation

/// A command as the argument parser describes it. Making the description takes a while: it is for errors and pages.
struct CommandDescription: Decodable {
  /// An option, a flag or a positional argument.
  struct Argument: Decodable {
    /// One of its names, without dashes.
    struct Name: Decodable {
      var kind: String
      var name: String
    }

    var kind: String
    var isRepeating: Bool
    var shouldDisplay: Bool
    var isOptional: Bool
    var parsingStrategy: String?
    var names: [Name]?
    var valueName: String?
    var allValues: [String]?
    var defaultValue: String?
    var abstract: String?
    var discussion: String?
    var sectionTitle: String?

    /// Its names as they are typed.
    var spellings: [String] { (names ?? []).map { ($0.kind == "long" ? "--" : "-") + $0.name } }
    /// Whether what follows it is its value whatever it looks like.
    var takesAnyWord: Bool { kind == "option" && parsingStrategy == "unconditional" }
  }

  private struct Tool: Decodable {
    var command: CommandDescription
  }

  var commandName: String
  var abstract: String?
  var shouldDisplay: Bool
  var subcommands: [CommandDescription]?
  var arguments: [Argument]?

  /// The whole program, as `--experimental-dump-help` prints it.
  static func program(_ json: Data = Data(Bench._dumpHelp().utf8)) throws -> CommandDescription {
    try JSONDecoder().decode(Tool.self, from: json).command
  }

  /// The subcommands that are listed.
  var listed: [CommandDescription] { (subcommands ?? []).filter { $0.shouldDisplay && $0.commandName != "help" } }

  /// The command that words begin with, and how many of them name it.
  func command(of words: [String]) -> (command: CommandDescription, depth: Int) {
    guard let word = words.first, let next = subcommands?.first(where: { $0.commandName == word }) else {
      return (self, 0)
    }
    let (command, depth) = next.command(of: Array(words.dropFirst()))
    return (command, depth + 1)
  }

  /// What the command that words begin with takes.
  func arguments(of words: [String]) -> [Argument] {
    let own = command(of: words).command.arguments ?? []
    // The doctor takes a sweep's.
    return words.first == "doctor" ? own + (command(of: ["sweep"]).command.arguments ?? []) : own
  }
}

extension [CommandDescription.Argument] {
  /// The options whose value may look like an option.
  var takingAnyWord: Set<String> { Set(filter(\.takesAnyWord).flatMap(\.spellings)) }
}
