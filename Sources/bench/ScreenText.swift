import Foundation

/// Texts as they are shown on a terminal.
extension String {
  /// The columns that a text takes; what may be wide counts as wide.
  var columns: Int { reduce(0) { $0 + $1.columns } }

  /// The text in so many columns, an ellipsis for what is left out at the end.
  func cut(to width: Int) -> String {
    guard columns > width else { return self }
    guard width > 0 else { return "" }
    return start(width - 1) + "…"
  }

  /// The text in so many columns, an ellipsis for what is left out in the middle: names differ at both ends.
  func squeezed(to width: Int) -> String {
    guard columns > width, width > 4 else { return cut(to: width) }
    let end = String(String(reversed()).start((width - 1) / 2).reversed())
    return start(width - 1 - end.columns) + "…" + end
  }

  /// The longest start that takes no more columns.
  private func start(_ width: Int) -> String {
    var (text, used) = ("", 0)
    for character in self {
      used += character.columns
      guard used <= width else { break }
      text.append(character)
    }
    return text
  }

  /// The text as this locale can show it: where that is not UTF-8, the signs that we draw with have ASCII forms. Letters are
  /// left alone, for they are in names, and a name in other letters would be another name.
  var shown: String { Terminal.isUnicode ? self : inASCIISigns }

  /// The text with ASCII forms of our signs, each as wide as its sign, so that columns stay columns; `±` with the spaces
  /// around it where it stands between numbers.
  var inASCIISigns: String {
    guard !utf8.allSatisfy({ $0 < 0x80 }) else { return self }
    return replacing(#/([0-9]) ± ([0-9])/#) { "\($0.output.1)+/-\($0.output.2)" }
      .reduce(into: "") { $0 += Self.signs[$1] ?? String($1) }
  }

  private static let signs: [Character: String] = [
    "─": "-", "━": "=", "│": "|", "·": "-", "•": "*", "✓": "+", "✗": "x", "…": "~", "†": "@", "‡": "#", "§": "^",
    "¶": "=", "‖": "|", "⚠": "!", "×": "x", "–": "-", "—": "-", "−": "-", "‘": "'", "’": "'", "“": "\"", "”": "\"",
    "□": "#", "\u{fffd}": "?", "\u{a0}": " ", "±": "+/-", "≥": ">=", "≤": "<=", "→": "->", "≈": "~",
  ]

  /// The text for a window: in signs that it can show, its long lines continued below themselves.
  ///
  /// - Parameter width: In characters; `nil` is no window, and no line is broken.
  func fitted(to width: Int?) -> String {
    guard let width else { return shown }
    return shown.split(separator: "\n", omittingEmptySubsequences: false)
      .flatMap { String($0).wrapped(to: width, indent: String($0).hangingIndent(in: width)) }.joined(separator: "\n")
  }

  /// Where a line is continued: below its second column, if it has two, else two columns to the right of its start.
  private func hangingIndent(in width: Int) -> Int {
    let start = prefix { $0 == " " }.count
    if let match = firstMatch(of: #/^ *\S.*? {2,}(?=\S)/#), match.output.count <= width / 2 {
      return match.output.count
    }
    return start == 0 ? 0 : min(start + 2, width / 2)
  }

  /// Lines of at most so many columns, broken at spaces; a longer word, such as a path, stays whole.
  ///
  /// - Parameter indent: Spaces before all lines but the first.
  func wrapped(to width: Int, indent: Int) -> [String] {
    guard columns > width else { return [self] }
    let start = String(prefix { $0 == " " })
    var (lines, line) = ([String](), start)
    for word in dropFirst(start.count).split(separator: " ", omittingEmptySubsequences: false) {
      let isFirst = line.allSatisfy { $0 == " " }
      let longer = isFirst ? line + word : line + " " + word
      if isFirst || longer.columns <= width {
        line = longer
      } else {
        lines.append(line.replacing(#/ +$/#, with: ""))
        line = String(repeating: " ", count: indent) + word
      }
    }
    return lines + [line]
  }
}

extension Character {
  /// East Asian characters and emoji take two columns; those of 0x2000 to 0x2BFF are the signs that we draw with.
  fileprivate var columns: Int {
    guard let first = unicodeScalars.first else { return 0 }
    return first.value < 0x1100 || (0x2000...0x2BFF).contains(first.value) ? 1 : 2
  }
}

/// A length of time for people: `42 s`, `3 min 20 s`, `2 h 05 min` or `3 d 04 h`.
func durationText(_ seconds: Double) -> String {
  guard seconds.isFinite else { return "?" }
  let whole = Int(min(max(0, seconds.rounded()), 1e9))
  func padded(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
  switch whole {
  case ..<60: return "\(whole) s"
  case ..<3600: return "\(whole / 60) min \(whole % 60) s"
  case ..<172_800: return "\(whole / 3600) h \(padded(whole % 3600 / 60)) min"
  default: return "\(whole / 86400) d \(padded(whole % 86400 / 3600)) h"
  }
}
