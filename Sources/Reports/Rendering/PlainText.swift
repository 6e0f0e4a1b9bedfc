extension String {
  /// The text on one line: line breaks and tabs become spaces, other control characters U+FFFD.
  ///
  /// A label that carries terminal escapes or line breaks cannot leave its cell.
  var singleLine: String {
    guard unicodeScalars.contains(where: \.breaksLine) else { return self }
    var result = String.UnicodeScalarView()
    var previousWasReturn = false
    for scalar in unicodeScalars {
      if scalar == "\n", previousWasReturn {
        // The line feed of a CR LF pair: one space stands for both.
      } else if scalar.breaksLine {
        result.append(scalar.properties.isWhitespace ? " " : "\u{fffd}")
      } else {
        result.append(scalar)
      }
      previousWasReturn = scalar == "\r"
    }
    return String(result)
  }

  /// Columns the text takes in a terminal: two for East Asian wide characters and emoji, one for any other.
  var terminalWidth: Int {
    utf8.allSatisfy { $0 < 0x80 }
      ? utf8.count
      : reduce(0) { $0 + ($1.unicodeScalars.contains(where: \.isWide) ? 2 : 1) }
  }

  /// The text with spaces before it up to `width` terminal columns.
  func leftPadded(to width: Int) -> String {
    String(repeating: " ", count: max(0, width - terminalWidth)) + self
  }

  /// The text with spaces after it up to `width` terminal columns.
  func rightPadded(to width: Int) -> String {
    self + String(repeating: " ", count: max(0, width - terminalWidth))
  }

  /// The text with spaces on both sides up to `width` terminal columns.
  func centered(in width: Int) -> String {
    let before = max(0, width - terminalWidth) / 2
    return (String(repeating: " ", count: before) + self).rightPadded(to: width)
  }

  /// The text without spaces at its end.
  var trimmingTrailingSpaces: String {
    String(self[..<(lastIndex { $0 != " " }.map(index(after:)) ?? startIndex)])
  }

  /// The words of the text in lines of at most `width` terminal columns; a longer word has a line of its own.
  func wrapped(to width: Int) -> [String] {
    split(separator: " ").map(String.init).joined(inLinesOf: width)
  }

  /// The text, or its beginning with an ellipsis, in at most `count` characters with few marks above and below them.
  func shortened(to count: Int) -> String {
    let scalars = String(unicodeScalars.prefix(4 * count))
    return self.count <= count && scalars.utf8.count == utf8.count ? self : scalars.prefix(count - 1) + "…"
  }

  /// The text with each character that `replacement` knows exchanged.
  func escaped(_ replacement: (Unicode.Scalar) -> String?) -> String {
    var result = ""
    for scalar in unicodeScalars {
      if let text = replacement(scalar) {
        result += text
      } else {
        result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}

extension [String] {
  /// The words in lines of at most `width` terminal columns; a longer word has a line of its own.
  func joined(inLinesOf width: Int) -> [String] {
    var lines: [String] = []
    for word in self {
      if let last = lines.last, last.terminalWidth + 1 + word.terminalWidth <= width {
        lines[lines.count - 1] += " " + word
      } else {
        lines.append(word)
      }
    }
    return lines
  }
}

extension Unicode.Scalar {
  fileprivate var breaksLine: Bool {
    switch properties.generalCategory {
    case .control, .lineSeparator, .paragraphSeparator: true
    default: false
    }
  }

  fileprivate var isWide: Bool {
    switch value {
    case 0x1100...0x115f, 0x2e80...0xa4cf, 0xac00...0xd7a3, 0xf900...0xfaff, 0xfe30...0xfe6f, 0xff00...0xff60,
      0xffe0...0xffe6, 0x1f300...0x1faff, 0x20000...0x3fffd:
      true
    default: false
    }
  }
}

extension ReportLabel {
  /// The text on one line with its marks behind it.
  var plainText: String { text.singleLine + marks.joined() }
}

extension ReportCell {
  /// What every text format writes for a cell that was not run.
  static let dash = "-"
  /// What every format writes for a failed cell.
  static let failure = "failed"
}
