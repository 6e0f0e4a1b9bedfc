import Foundation

/// A word that is now written in another way, and is still understood.
struct OldSpelling {
  /// What the words before it must be.
  enum Place: Equatable {
    /// An option of these commands, such as `noise show`.
    case option(of: [String])
    /// The value of an option of a command.
    case value(of: String, in: String)
    /// A command.
    case command
  }

  let place: Place
  let old: String
  let new: String

  /// All of them; docs/cli.md lists them.
  static let all = [
    OldSpelling(place: .option(of: ["sweep", "doctor"]), old: "--out", new: "--results"),
    OldSpelling(place: .option(of: ["noise generate", "noise show"]), old: "--rate", new: "--noise"),
    OldSpelling(place: .option(of: ["data synth"]), old: "--flavour", new: "--variant"),
    OldSpelling(place: .value(of: "--kind", in: "tables"), old: "division", new: "sample-selection"),
    OldSpelling(place: .command, old: "cell", new: "run"),
  ]

  /// The words in today's spelling.
  ///
  /// - Parameter tell: Takes a sentence for each old word.
  static func renewed(_ words: [String], tell: (String) -> Void) -> [String] {
    var words = words
    var told: Set<String> = []
    for spelling in all {
      for index in spelling.places(in: words) {
        words[index] = spelling.renewed(words[index])
        let (old, new) = spelling.shown
        if told.insert(old).inserted { tell("note: \(old) is now called \(new)") }
      }
    }
    return words
  }

  /// Both spellings as a sentence has them.
  var shown: (old: String, new: String) {
    switch place {
    case .option: (old, new)
    case .value(let option, _): ("\(option) \(old)", "\(option) \(new)")
    case .command: ("`bench \(old)`", "`bench \(new)`")
    }
  }

  /// A word at one of the places.
  private func renewed(_ word: String) -> String {
    if case .value(let option, _) = place, word.hasPrefix("\(option)=") { return "\(option)=\(new)" }
    return new + word.dropFirst(old.count)
  }

  private func places(in words: [String]) -> [Int] {
    let end = words.firstIndex(of: "--") ?? words.count
    switch place {
    case .command: return words.first == old ? [0] : []
    case .option(let commands):
      guard commands.contains(where: { words.starts(with: $0.split(separator: " ").map(String.init)) }) else {
        return []
      }
      return words.indices.prefix(end).filter { index in
        (words[index] == old || words[index].hasPrefix("\(old)="))
          && !(index > 0 && Self.takesAnyWord(words[index - 1], in: words))
      }
    case .value(let option, let command):
      guard words.first == command else { return [] }
      return words.indices.prefix(end).filter { index in
        words[index] == "\(option)=\(old)" || (index > 0 && words[index] == old && words[index - 1] == option)
      }
    }
  }

  /// Whether what follows an option is its value whatever it looks like.
  private static func takesAnyWord(_ option: String, in words: [String]) -> Bool {
    // The description of the commands takes its time.
    guard option.hasPrefix("--"), let program = try? CommandDescription.program() else { return false }
    return program.arguments(of: words).takingAnyWord.contains(option)
  }
}
