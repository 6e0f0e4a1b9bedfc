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

  private static func expand(_ text: String) -> [String]? {
    var result = wordexp_t()
    guard wordexp(text, &result, Int32(WRDE_NOCMD)) == 0 else { return nil }
    defer { wordfree(&result) }
    return (0..<Int(result.we_wordc)).compactMap { result.we_wordv[$0].map { String(cString: $0) } }
  }
}
