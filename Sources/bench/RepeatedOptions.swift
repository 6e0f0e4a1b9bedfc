import ArgumentParser
import BenchCore
import Foundation

/// Options that take one value and are given twice: the argument parser would take the last without a word.
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

  /// Refuses a command line that gives an option of one value twice; an option that is a list adds to it.
  ///
  /// - Throws: `RepeatedOptionFailure`.
  static func check(_ words: [String]) throws {
    let names = words.prefix { $0 != "--" }.filter { $0.hasPrefix("--") }.map {
      String($0.dropFirst(2).prefix { $0 != "=" })
    }
    let repeated = Dictionary(grouping: names, by: \.self).filter { $1.count > 1 }.keys
    guard !repeated.isEmpty else { return }
    var command = try JSONDecoder().decode(Tool.self, from: Data(Bench._dumpHelp().utf8)).command
    for word in words {
      guard let next = command.subcommands?.first(where: { $0.commandName == word }) else { break }
      command = next
    }
    let single = (command.arguments ?? []).filter { $0.kind == "option" && !$0.isRepeating }
      .flatMap { ($0.names ?? []).map(\.name) }
    if let name = repeated.sorted().first(where: single.contains) { throw RepeatedOptionFailure(name: name) }
  }
}

/// An option of one value with two.
struct RepeatedOptionFailure: BenchFailure, Equatable {
  /// The option without its dashes.
  var name: String

  var problem: String { "--\(name) is given twice, but it takes one value" }
  var remedy: String? { "leave one of them out" }
}
