import Foundation

/// One command of a command line, as far as it says in which folder the next ones, or its own program, run.
struct SimpleCommand {
  /// Where a command makes a shell go.
  enum Change: Equatable {
    case folder(String)
    case unknown
  }

  private let words: [String]
  private let arguments: ArraySlice<ShellWord>

  /// Words that a command may stand behind.
  private static let prefixes: Set = [
    "{", "!", "if", "then", "else", "elif", "while", "until", "do", "time", "command", "builtin",
  ]

  /// Looks at the words of a command, the first of which may be assignments and words of the shell.
  init(_ words: [ShellWord]) {
    arguments = words.drop {
      Self.prefixes.contains($0.text) || $0.text.prefixMatch(of: /[A-Za-z_][A-Za-z0-9_]*=/) != nil
    }
    self.words = arguments.map(\.unquoted)
  }

  /// As it is written, shortened.
  var text: String {
    let text = arguments.map(\.text).joined(separator: " ")
    return text.count > 40 ? text.prefix(39) + "…" : text
  }

  /// Whether its program is started in another folder, as by `env -C FOLDER`; words are looked at as far as they are there.
  var startsProgramElsewhere: Bool {
    if words.contains(where: { $0 == "--chdir" || $0.hasPrefix("--chdir=") }) { return true }
    guard let env = words.firstIndex(where: { $0 == "env" || $0.hasSuffix("/env") }) else { return false }
    // What follows the options and assignments of `env` is the program, which may have a `-C` of its own.
    for word in words[(env + 1)...] {
      if word.firstMatch(of: /^-[i0v]*C/) != nil { return true }
      if !word.hasPrefix("-"), !word.contains("=") { return false }
    }
    return false
  }

  /// Where it makes the shell go that it is given to; `nil` for nowhere.
  ///
  /// - Parameters:
  ///   - directory: Where it is given; `nil` for a folder that is not known.
  ///   - commandLine: The whole, which may set variables.
  func change(in directory: String?, of commandLine: String) -> Change? {
    switch words.first {
    case "cd": return changedDirectory(in: directory, of: commandLine).map(Change.folder) ?? .unknown
    case "pushd", "popd", "chdir": return .unknown
    case "eval": return words.contains { $0.firstMatch(of: /\b(cd|pushd|popd|chdir)\b/) != nil } ? .unknown : nil
    default: return nil
    }
  }

  /// Where `cd` goes; `nil` where that is not known.
  private func changedDirectory(in directory: String?, of commandLine: String) -> String? {
    var rest = arguments.dropFirst()
    var isPhysical = false
    while let option = rest.first?.unquoted, option.hasPrefix("-"), option.count > 1 {
      rest = rest.dropFirst()
      if option == "--" { break }
      guard option.wholeMatch(of: /-[LPe]+/) != nil else { return nil }
      isPhysical = option.last { "LP".contains($0) }.map { $0 == "P" } ?? isPhysical
    }
    guard rest.count <= 1 else { return nil }
    guard let folder = rest.first.map({ $0.folder(of: commandLine) }) ?? ProcessInfo.processInfo.environment["HOME"],
      !folder.isEmpty, folder != "-"
    else { return nil }
    // A relative one is looked for in other folders too then.
    let isSearched = !folder.hasPrefix("/") && !folder.hasPrefix(".")
    guard !isSearched || ProcessInfo.processInfo.environment["CDPATH"] == nil else { return nil }
    guard let start = directory ?? (folder.hasPrefix("/") ? "" : nil) else { return nil }
    let path = folder.hasPrefix("/") ? folder : "\(start)/\(folder)"
    guard isPhysical else { return URL(filePath: path).standardizedFileURL.path }
    guard let real = realpath(path, nil) else { return nil }
    defer { free(real) }
    return String(cString: real)
  }
}
