/// Splits a command line as a POSIX shell does into words and what stands between them; nothing of it is ever run.
struct ShellScanner {
  enum Token: Equatable {
    case word(ShellWord)
    /// `;`, `&`, `&&`, `|`, `||`, `(`, `)` or the end of a line.
    case control(String)
    /// What the next word is the file of, such as `<` or `>>`.
    case redirection(String)
  }

  private var rest: Substring
  private var tokens: [Token] = []
  private var word = ""
  private var isInWord = false
  /// What was opened and not closed.
  private var unclosed: String?

  private init(_ text: String) { rest = text[...] }

  /// The tokens of a command line, in order.
  static func tokens(of text: String) -> [Token] {
    var scanner = ShellScanner(text)
    scanner.scan()
    return scanner.tokens
  }

  /// What a command line opens and does not close, such as `"`, so that no shell would run it; `nil` for nothing.
  static func unclosed(in text: String) -> String? {
    var scanner = ShellScanner(text)
    scanner.scan()
    // The lines that a command is to read are no words.
    return scanner.tokens.contains { [.redirection("<<"), .redirection("<<-")].contains($0) } ? nil : scanner.unclosed
  }

  private mutating func scan() {
    while let character = rest.first {
      switch character {
      case " ", "\t", "\r": end(dropping: 1)
      case "\n", "\r\n":
        end(dropping: 1)
        tokens.append(.control("\n"))
      case "#" where !isInWord: rest = rest.drop { !$0.isNewline }
      case ";", "&", "|", "(", ")":
        // `&>` writes both outputs to a file.
        let operators = ["&>>", "&>", "&&", "||", ";;", "|&"]
        let text = operators.first { rest.hasPrefix($0) } ?? String(character)
        end(dropping: text.count)
        tokens.append(text.contains(">") ? .redirection(text) : .control(text))
      case "<", ">":
        let text = ["<<<", "<<-", "<<", "<&", "<>", ">>", ">&", ">|"].first { rest.hasPrefix($0) } ?? String(character)
        // The number in front of it is a descriptor.
        if !word.isEmpty, word.allSatisfy(\.isNumber) { (word, isInWord) = ("", false) }
        end(dropping: text.count)
        tokens.append(.redirection(text))
      default: takeOne()
      }
    }
    end(dropping: 0)
  }

  /// Ends a word that is under way.
  private mutating func end(dropping count: Int) {
    if isInWord { tokens.append(.word(ShellWord(text: word))) }
    (word, isInWord) = ("", false)
    rest = rest.dropFirst(count)
  }

  /// Adds to the word what belongs together: a quoted part, an expansion, or a character.
  private mutating func takeOne() {
    isInWord = true
    switch rest.first {
    case "'": take(until: "'")
    case "\"": takeQuoted(until: "\"")
    case "`": takeQuoted(until: "`")
    case "\\": take(2)
    case "$" where rest.hasPrefix("$("): takeNested("(", ")")
    case "$" where rest.hasPrefix("${"): takeNested("{", "}")
    default: take(1)
    }
  }

  private mutating func take(_ count: Int) {
    word += rest.prefix(count)
    rest = rest.dropFirst(count)
  }

  /// To the next of a character, which nothing can quote.
  private mutating func take(until end: Character) {
    take(1)
    while let character = rest.first {
      take(1)
      if character == end { return }
    }
    unclosed = String(end)
  }

  private mutating func takeQuoted(until end: Character) {
    take(1)
    while let character = rest.first, character != end {
      switch character {
      case "\\": take(2)
      case "$" where rest.hasPrefix("$("): takeNested("(", ")")
      case "`" where end != "`": takeQuoted(until: "`")
      default: take(1)
      }
    }
    if rest.isEmpty { unclosed = String(end) }
    take(1)
  }

  /// `$(...)`, `$((...))` or `${...}` to its end.
  private mutating func takeNested(_ open: Character, _ close: Character) {
    take(1)
    var depth = 0
    while let character = rest.first {
      switch character {
      case "'": take(until: "'")
      case "\"": takeQuoted(until: "\"")
      case "\\": take(2)
      default:
        depth += character == open ? 1 : character == close ? -1 : 0
        take(1)
        if depth == 0 { return }
      }
    }
    unclosed = "$\(open)"
  }
}
