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

  /// Options whose value may look like an option.
  private static let takingAnyWord: Set = ["--setup", "--slurm-option"]

  /// The words in today's spelling.
  ///
  /// - Parameter tell: Takes a sentence for each old word.
  static func renewed(_ words: [String], tell: (String) -> Void) -> [String] {
    var words = words
    var told: Set<String> = []
    for spelling in all {
      for index in spelling.places(in: words) {
        let rest = words[index].dropFirst(spelling.old.count)
        words[index] = spelling.new + rest
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
          && !(index > 0 && Self.takingAnyWord.contains(words[index - 1]))
      }
    case .value(let option, let command):
      guard words.first == command else { return [] }
      return words.indices.prefix(end).filter { $0 > 0 && words[$0] == old && words[$0 - 1] == option }
    }
  }
}
