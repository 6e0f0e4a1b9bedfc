import Foundation

/// The help of a command in a window of any width.
///
/// The argument parser wraps every line of it, also the examples, which then are no commands any more, and a paragraph line by
/// line. So it is given all the room there is, and what it makes is wrapped here.
enum HelpText {
  /// As the argument parser has them.
  private static let (start, labelWidth) = ("OVERVIEW: ", 26)
  /// So wide a window must be for names and descriptions beside each other.
  private static let narrowest = 60

  /// - Parameters:
  ///   - message: What the argument parser makes of a help request at a width that breaks nothing, or another message.
  ///   - width: In characters.
  static func fitted(_ message: String, to width: Int) -> String {
    guard message.hasPrefix(start), let usage = message.range(of: "\n\nUSAGE: ") else {
      // A version is a sentence; a script or JSON has many lines.
      return message.contains("\n") ? message : message.fitted(to: Terminal.output.columns)
    }
    let rest = message[usage.lowerBound...].dropFirst(2).split(separator: "\n", omittingEmptySubsequences: false)
    let lines = overview(message[..<usage.lowerBound], width) + [""] + rest.flatMap { row(String($0), width) }
    return lines.joined(separator: "\n").shown
  }

  /// Paragraphs are wrapped; lines that begin with a space, which are examples, are not.
  private static func overview(_ text: Substring, _ width: Int) -> [String] {
    var (lines, paragraph) = ([String](), [Substring]())
    func wrapped() -> [String] {
      paragraph.isEmpty ? [] : paragraph.joined(separator: " ").wrapped(to: width, indent: 0)
    }
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if !line.isEmpty, !line.hasPrefix(" ") {
        paragraph.append(line)
        continue
      }
      lines += wrapped() + [String(line)]
      paragraph = []
    }
    return lines + wrapped()
  }

  /// A line about an option or a command: its name and, beside or below it, what it is.
  private static func row(_ line: String, _ width: Int) -> [String] {
    guard line.columns > width else { return [line] }
    let leading = line.prefix { $0 == " " }.count
    let characters = Array(line)
    if line.hasPrefix("USAGE: ") {
      // An option and its value stay together.
      return line.replacing(" <", with: "\u{a0}<").wrapped(to: width, indent: 7).map {
        $0.replacing("\u{a0}", with: " ")
      }
    }
    let isName = characters.dropFirst(2).first.map { "-<".contains($0) } ?? false
    let hasLabel =
      leading == 2 && characters.count > labelWidth && characters[labelWidth] != " "
      && characters[(labelWidth - (isName ? 1 : 2))..<labelWidth].allSatisfy { $0 == " " }
    guard width < narrowest else { return line.wrapped(to: width, indent: hasLabel ? labelWidth : leading) }
    guard hasLabel else {
      return leading == labelWidth
        ? below(line.dropFirst(labelWidth), width) : line.wrapped(to: width, indent: leading)
    }
    let label = String(characters[..<labelWidth]).replacing(#/ +$/#, with: "")
    return [label] + below(line.dropFirst(labelWidth), width)
  }

  private static func below(_ text: Substring, _ width: Int) -> [String] {
    "      \(text)".wrapped(to: width, indent: 6)
  }
}
