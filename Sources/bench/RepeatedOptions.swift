import ArgumentParser
import BenchCore
import Foundation

/// Options that take one value and are given twice, and flags that are given with their opposite: the argument parser would take
/// the last without a word.
enum RepeatedOptions {
  /// What the argument parser says of a command, as far as it is needed here.
  private struct Command: Decodable {
    struct Argument: Decodable {
      struct Name: Decodable {
        var name: String
      }

      var kind: String
      var isRepeating: Bool
      var names: [Name]?
    }

    var commandName: String
    var subcommands: [Command]?
    var arguments: [Argument]?
  }

  private struct Tool: Decodable {
    var command: Command
  }

  /// Refuses a command line that gives an option of one value twice, or a flag and its opposite; an option that is a list adds
  /// to it.
  ///
  /// - Throws: `RepeatedOptionFailure`.
  static func check(_ words: [String]) throws {
    let names = words.prefix { $0 != "--" }.filter { $0.hasPrefix("--") }.map {
      String($0.dropFirst(2).prefix { $0 != "=" })
    }
    let repeated = Dictionary(grouping: names, by: \.self).filter { $1.count > 1 }.keys
    let opposed = Set(names).filter { names.contains("no-\($0)") }
    guard !repeated.isEmpty || !opposed.isEmpty else { return }
    var command = try JSONDecoder().decode(Tool.self, from: Data(Bench._dumpHelp().utf8)).command
    for word in words {
      guard let next = command.subcommands?.first(where: { $0.commandName == word }) else { break }
      command = next
    }
    let flags = (command.arguments ?? []).filter { $0.kind == "flag" }.flatMap { ($0.names ?? []).map(\.name) }
    if let name = opposed.sorted().first(where: flags.contains) {
      throw RepeatedOptionFailure(name: name, isFlag: true)
    }
    let single = (command.arguments ?? []).filter { $0.kind == "option" && !$0.isRepeating }
      .flatMap { ($0.names ?? []).map(\.name) }
    if let name = repeated.sorted().first(where: single.contains) { throw RepeatedOptionFailure(name: name) }
  }
}

/// An option of one value with two, or a flag with its opposite.
struct RepeatedOptionFailure: BenchFailure, Equatable {
  /// The option without its dashes.
  var name: String
  var isFlag = false

  var problem: String {
    isFlag
      ? "--\(name) and --no-\(name) are given, but they are opposites"
      : "--\(name) is given twice, but it takes one value"
  }
  var remedy: String? { "leave one of them out" }
}
