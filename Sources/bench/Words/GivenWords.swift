import Foundation

/// The words of a command line, made ready for the argument parser.
enum GivenWords {
  /// Options that name a folder to read.
  private static let folders: Set = ["--results", "--data-root", "--goldens"]

  /// The words after the program's name in today's spelling, with what could be mistaken for an option bound to its own.
  ///
  /// - Parameter tell: Takes a sentence for each old spelling.
  /// - Throws: `GivenWordFailure` for what no command can take.
  static func read(_ words: [String], tell: (String) -> Void) throws(GivenWordFailure) -> [String] {
    // A shell asks for completions of a line that is not finished.
    guard words.first?.hasPrefix("---") != true else { return words }
    try refuseEmpty(words)
    let renewed = bindingNumbers(OldSpelling.renewed(words, tell: tell))
    // The doctor says what is wrong with folders itself.
    if renewed.first != "doctor" { try refuseFiles(renewed) }
    return renewed
  }

  private static func refuseEmpty(_ words: [String]) throws(GivenWordFailure) {
    for (index, word) in words.enumerated() {
      if word.isEmpty {
        let before = index > 0 ? words[index - 1] : ""
        throw .empty(before.isOption && !before.contains("=") ? before : "argument \(index + 1)")
      }
      if word.isOption, word.firstIndex(of: "=") == word.index(before: word.endIndex) {
        throw .empty(String(word.dropLast()))
      }
    }
  }

  /// `--noise -5` as `--noise=-5`: the parser would take the number for an option, and say that there is no value.
  private static func bindingNumbers(_ words: [String]) -> [String] {
    let end = words.firstIndex(of: "--") ?? words.count
    var bound: [String] = []
    for (index, word) in words.enumerated() {
      if index > 0, index < end, let option = bound.last, option == words[index - 1], option.isOption,
        !option.contains("="), word.prefixMatch(of: /-\.?[0-9]/) != nil
      {
        bound[bound.count - 1] = "\(option)=\(word)"
      } else {
        bound.append(word)
      }
    }
    return bound
  }

  private static func refuseFiles(_ words: [String]) throws(GivenWordFailure) {
    for (index, word) in words.prefix(while: { $0 != "--" }).enumerated() {
      let parts = word.split(separator: "=", maxSplits: 1).map(String.init)
      guard let option = parts.first, folders.contains(option) else { continue }
      let next = words.indices.contains(index + 1) ? words[index + 1] : nil
      guard let path = parts.count == 2 ? parts[1] : next else { continue }
      if path.isFolder == false { throw .notAFolder(path, option: option) }
    }
  }
}

extension StringProtocol {
  /// Whether it is the path of a folder; `nil` where nothing is there.
  var isFolder: Bool? {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: String(self), isDirectory: &isFolder) else { return nil }
    return isFolder.boolValue
  }
}

extension String {
  /// Whether the word is written as an option with a long name.
  fileprivate var isOption: Bool { hasPrefix("--") && count > 2 }
}
