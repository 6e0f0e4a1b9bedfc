extension String {
  /// The text as a terminal may be given it: control characters, and those that reverse the direction of text, are shown
  /// as `\u{1b}`; line breaks and tabs stay.
  ///
  /// For reading, not for parsing: a backslash stays as it is, so a text that is printable already does not change.
  package var printable: String { escapingControls { $0 == "\n" || $0 == "\t" } }

  /// The same on one line: line breaks and tabs are shown as `\n` and `\t`.
  package var printableLine: String { escapingControls { _ in false } }

  private func escapingControls(except isKept: (Unicode.Scalar) -> Bool) -> String {
    guard unicodeScalars.contains(where: { $0.steersTerminals && !isKept($0) }) else { return self }
    var result = String.UnicodeScalarView()
    for scalar in unicodeScalars {
      guard scalar.steersTerminals, !isKept(scalar) else {
        result.append(scalar)
        continue
      }
      switch scalar {
      case "\n": result.append(contentsOf: "\\n".unicodeScalars)
      case "\r": result.append(contentsOf: "\\r".unicodeScalars)
      case "\t": result.append(contentsOf: "\\t".unicodeScalars)
      default: result.append(contentsOf: "\\u{\(String(scalar.value, radix: 16))}".unicodeScalars)
      }
    }
    return String(result)
  }
}

extension Unicode.Scalar {
  /// C0 and C1 controls, separators of lines, and overrides of direction.
  fileprivate var steersTerminals: Bool {
    switch value {
    case 0..<0x20, 0x7f...0x9f, 0x2028...0x2029, 0x202a...0x202e, 0x2066...0x2069: true
    default: false
    }
  }
}
