import Foundation
import Glibc

/// A word of a command line as it is written, with its quotes.
struct ShellWord: Equatable {
  let text: String

  /// The word without quotes and the backslashes that quote, its variables, tildes and patterns as they are written.
  var unquoted: String {
    var result = ""
    var quote: Character?
    var rest = text[...]
    while let character = rest.popFirst() {
      switch character {
      case "'" where quote == nil, "\"" where quote == nil: quote = character
      case quote: quote = nil
      case "\\" where quote == nil || quote == "\"" && rest.first.map { "$`\"\\\n".contains($0) } == true:
        // At the end of a line it joins that with the next.
        if let next = rest.popFirst(), next != "\n" { result.append(next) }
      default: result.append(character)
      }
    }
    return result
  }

  /// The words that a shell makes of it; relative patterns are looked up in a folder. Only itself, unquoted, where that
  /// would take running a command, or is not known how.
  func expanded(in directory: String) -> [String] {
    // Nothing is run, and no variable is set.
    let isHarmless = !text.contains("`") && !text.contains("$(") && text.firstMatch(of: /\$\{[^}]*[=?]/) == nil
    guard isHarmless, let words = Self.expand(text) else { return [unquoted] }
    guard words.first?.hasPrefix("/") != true, text.contains(where: { "*?[".contains($0) }) else { return words }
    let start = "'" + directory.replacing("'", with: "'\\''") + "'/"
    guard let paths = Self.expand(start + text), paths.allSatisfy({ $0.hasPrefix(directory + "/") }) else {
      return words
    }
    return paths.map { String($0.dropFirst(directory.count + 1)) }
  }

  /// The one word that a shell makes of it; `nil` where that takes running a command, a variable that is not set or that
  /// the command line itself names otherwise, as where it sets it, or where it is several.
  func folder(of commandLine: String) -> String? {
    let isPlain = !text.contains("`") && !text.contains("$(") && text.firstMatch(of: /\$\{?[^A-Za-z_{]/) == nil
    let names = text.matches(of: /\$\{?([A-Za-z_][A-Za-z0-9_]*)/).map { String($0.output.1) }
    guard isPlain, !names.contains(where: { Self.sets($0, in: commandLine) }),
      let words = Self.expand(text, flags: WRDE_NOCMD | WRDE_UNDEF), words.count == 1
    else { return nil }
    return words[0]
  }

  /// Whether a variable's name stands in a command line other than to be replaced.
  private static func sets(_ name: String, in commandLine: String) -> Bool {
    commandLine.ranges(of: name).contains { range in
      let before = commandLine[..<range.lowerBound].last
      let after = commandLine[range.upperBound...].first
      func isNamePart(_ character: Character?) -> Bool {
        character.map { $0.isLetter || $0.isNumber || $0 == "_" } ?? false
      }
      return !isNamePart(before) && !isNamePart(after) && before != "$" && before != "{"
    }
  }

  private static func expand(_ text: String, flags: Int = Int(WRDE_NOCMD)) -> [String]? {
    var result = wordexp_t()
    guard wordexp(text, &result, Int32(flags)) == 0 else { return nil }
    defer { wordfree(&result) }
    return (0..<Int(result.we_wordc)).compactMap { result.we_wordv[$0].map { String(cString: $0) } }
  }
}
