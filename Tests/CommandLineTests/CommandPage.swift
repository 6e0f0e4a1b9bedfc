import Foundation

@testable import bench

/// The lists of docs/cli.md, made from the commands.
enum CommandPage {
  /// Every command with what can be given to it.
  static func commands(of program: CommandDescription) -> String {
    sections(of: program, path: "").joined(separator: "\n")
  }

  /// Old words and what they are now.
  static func oldSpellings(_ spellings: [OldSpelling]) -> String {
    let rows = spellings.map { spelling in
      let place =
        switch spelling.place {
        case .option(let commands): commands.map { "`bench \($0)`" }.joined(separator: ", ")
        case .value(_, let command): "`bench \(command)`"
        case .command: "everywhere"
        }
      let (old, new) = spelling.shown
      return "| \(code(old)) | \(code(new)) | \(place) |"
    }
    return (["| old | now | where |", "|---|---|---|"] + rows).joined(separator: "\n") + "\n"
  }

  private static func sections(of command: CommandDescription, path: String) -> [String] {
    let name = path.isEmpty ? command.commandName : "\(path) \(command.commandName)"
    let inner = command.listed.flatMap { sections(of: $0, path: name) }
    let arguments = (command.arguments ?? []).filter {
      $0.shouldDisplay && Set($0.spellings).isDisjoint(with: ["--help", "--version"])
    }
    // What a command with commands of its own takes is theirs.
    guard command.listed.isEmpty else { return inner }
    let rows = merged(arguments).map(row)
    let table =
      rows.isEmpty
      ? ""
      : (["", "| option | value | default | meaning |", "|---|---|---|---|"] + rows).joined(separator: "\n") + "\n"
    return ["### bench \(name.dropFirst("bench ".count))\n\n\(line(command.abstract))\n\(table)"] + inner
  }

  /// A flag and its opposite are one row.
  private static func merged(_ arguments: [CommandDescription.Argument]) -> [CommandDescription.Argument] {
    let names = Set(arguments.filter { $0.kind == "flag" }.compactMap { $0.names?.first?.name })
    return arguments.compactMap { argument in
      guard argument.kind == "flag", let name = argument.names?.first?.name else { return argument }
      if name.hasPrefix("no-"), names.contains(String(name.dropFirst(3))) { return nil }
      var argument = argument
      if names.contains("no-\(name)") { argument.names?.append(.init(kind: "long", name: "no-\(name)")) }
      return argument
    }
  }

  private static func row(_ argument: CommandDescription.Argument) -> String {
    let isPositional = argument.kind == "positional"
    let value = argument.valueName ?? ""
    let name =
      isPositional
      ? "`<\(value)>\(argument.isRepeating ? " ..." : "")`"
      : argument.spellings.map { "`\($0)`" }.joined(separator: ", ")
    let values =
      argument.kind == "flag" || isPositional
      ? "" : (argument.allValues.map { $0.map { "`\($0)`" }.joined(separator: ", ") } ?? "`<\(value)>`")
    let initial = argument.defaultValue.map { "`\($0)`" } ?? (argument.isOptional ? "" : "*required*")
    let meaning = [argument.abstract, argument.discussion].map(line).filter { !$0.isEmpty }.joined(separator: " ")
    return "| \(name) | \(values)\(argument.isRepeating && !isPositional ? " ..." : "") | \(initial) | \(meaning) |"
  }

  /// A text as it can stand in a cell.
  private static func line(_ text: String?) -> String {
    (text ?? "").split(whereSeparator: \.isWhitespace).joined(separator: " ").replacing("|", with: "\\|")
      .replacing("<", with: "&lt;").replacing("*", with: "\\*")
  }

  private static func code(_ text: String) -> String { text.contains("`") ? text : "`\(text)`" }
}
