extension String {
  /// The text as one word of a shell, in quotes.
  package var shellQuoted: String { "'" + replacing("'", with: "'\\''") + "'" }

  /// The text as one word of a shell, in quotes where it needs some.
  package var shellWord: String {
    let isPlain = !isEmpty && allSatisfy { $0.isLetter || $0.isNumber || "._-/,:=+%@".contains($0) }
    return isPlain ? self : shellQuoted
  }
}
