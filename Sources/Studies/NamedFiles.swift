import Foundation

/// The files that a command line names, found as a shell would find them.
struct NamedFiles {
  /// A file by the word that names it: as it is written, without quotes.
  struct File: Equatable {
    let name: String
    let location: URL
  }

  private(set) var files: [File] = []
  /// The first command that changes the folder to nobody knows which, where words follow on it: relative ones are not
  /// looked at. `nil` where there is none.
  private(set) var unknownChange: String?
  private let base: String
  private let commandLine: String

  /// Command lines within words, as in `sh -c 'python3 m.py'`, are looked at so deep.
  private static let nestingLimit = 3

  /// Looks at a command line that is started in a folder.
  init(of commandLine: String, in directory: URL) {
    base = directory.standardizedFileURL.path
    self.commandLine = commandLine
    look(at: commandLine, in: base, depth: 0)
  }

  /// - Parameter start: The folder; `nil` for one that is not known.
  private mutating func look(at commandLine: String, in start: String?, depth: Int) {
    var directories = [start]
    var change: String?
    // What stands before the command under way.
    var before = ""
    // The simple command under way.
    var words: [ShellWord] = []
    var redirection: String?
    for token in ShellScanner.tokens(of: commandLine) {
      switch token {
      case .word(let word):
        defer { redirection = nil }
        switch redirection {
        case nil:
          words.append(word)
          let command = SimpleCommand(words)
          let isElsewhere = command.startsProgramElsewhere
          if isElsewhere { change = command.text }
          let current = directories[directories.count - 1]
          if current == nil || isElsewhere, unknownChange == nil { unknownChange = change }
          look(at: word, in: isElsewhere ? nil : current, depth: depth)
        // What is read; what is written has no part in the numbers, and other ones are no files.
        case "<", "<>": look(at: word, in: directories[directories.count - 1], depth: depth)
        default: break
        }
      case .redirection(let text): redirection = text
      case .control(let text):
        let current = directories[directories.count - 1]
        switch text {
        case "(": directories.append(current)
        case ")": if directories.count > 1 { directories.removeLast() }
        case "&&", ";", "\n", "||":
          switch SimpleCommand(words).change(in: current, of: self.commandLine) {
          case .none: break
          // One that is made only where another failed.
          case .some(.folder(let folder)) where before != "||": directories[directories.count - 1] = folder
          case .some:
            directories[directories.count - 1] = nil
            change = SimpleCommand(words).text
          }
        default: break
        }
        before = text
        words = []
      }
    }
  }

  private static func path(of name: String, in directory: String) -> String {
    URL(filePath: name.hasPrefix("/") ? name : "\(directory)/\(name)").standardizedFileURL.path
  }

  private mutating func look(at word: ShellWord, in directory: String?, depth: Int) {
    let expanded = word.expanded(in: directory ?? base)
    let written = word.unquoted
    let found = expanded.filter { add(expanded.count == 1 ? written : $0, at: $0, in: directory) }
    guard found.isEmpty else { return }
    // `--config=FILE` and `VARIABLE=FILE`.
    if expanded.count == 1, let text = expanded.first, let sign = text.firstIndex(of: "="),
      add(written, at: String(text[text.index(after: sign)...]), in: directory)
    {
      return
    } else if depth < Self.nestingLimit, written.contains(where: { $0.isWhitespace || ";&|<>".contains($0) }) {
      // Also of `--wrap='python3 m.py'`.
      let sign = written.prefix { !$0.isWhitespace }.firstIndex(of: "=")
      look(at: sign.map { String(written[written.index(after: $0)...]) } ?? written, in: directory, depth: depth + 1)
    }
  }

  /// Notes a regular file down; `false` where there is none.
  private mutating func add(_ name: String, at text: String, in directory: String?) -> Bool {
    guard !text.isEmpty, !text.contains("\0") else { return false }
    // In a folder that is not known, only what is named in full is known.
    guard let directory = directory ?? (text.hasPrefix("/") ? base : nil) else { return false }
    // As the system finds it: `..` after a link leads to where the link is from.
    guard let real = realpath(text.hasPrefix("/") ? text : "\(directory)/\(text)", nil) else { return false }
    defer { free(real) }
    var status = stat()
    guard stat(real, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return false }
    let location = URL(filePath: String(cString: real))
    guard let other = files.first(where: { $0.name == name }) else {
      files.append(File(name: name, location: location))
      return true
    }
    // The same word in another folder.
    if other.location != location {
      let path = Self.path(of: text, in: directory)
      let name = path.hasPrefix(base + "/") ? String(path.dropFirst(base.count + 1)) : path
      if !files.contains(where: { $0.name == name }) { files.append(File(name: name, location: location)) }
    }
    return true
  }
}
