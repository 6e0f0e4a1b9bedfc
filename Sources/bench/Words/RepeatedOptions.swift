import BenchCore
import Foundation

/// Options that take one value and are given twice, and flags that are given with their opposite: the argument parser would take
/// the last without a word.
enum RepeatedOptions {
  /// Refuses a command line that gives an option of one value twice, or a flag and its opposite; an option that is a list adds
  /// to it.
  ///
  /// - Throws: `RepeatedOptionFailure`.
  static func check(_ words: [String]) throws {
    // The description of the commands takes its time.
    guard mayRepeat(spellings(in: words)) else { return }
    let arguments = try CommandDescription.program().arguments(of: words)
    let names = longNames(of: spellings(in: words, takingAnyWord: arguments.takingAnyWord), arguments)
    let opposed = Set(names).filter { names.contains("no-\($0)") }
    let flags = arguments.filter { $0.kind == "flag" }.flatMap { ($0.names ?? []).map(\.name) }
    if let name = opposed.sorted().first(where: flags.contains) {
      throw RepeatedOptionFailure(name: name, isFlag: true)
    }
    let repeated = Dictionary(grouping: names, by: \.self).filter { $1.count > 1 }.keys
    let single = arguments.filter { $0.kind == "option" && !$0.isRepeating }.flatMap { ($0.names ?? []).map(\.name) }
    if let name = repeated.sorted().first(where: single.contains) { throw RepeatedOptionFailure(name: name) }
  }

  /// The options of words without their values: `--out`, and `-o` for `-o`, `-o=A` and `-oA`.
  ///
  /// - Parameter takingAnyWord: Options whose value may look like an option.
  private static func spellings(in words: [String], takingAnyWord: Set<String> = []) -> [String] {
    var before = ""
    return words.prefix { $0 != "--" }.compactMap { word in
      defer { before = word }
      guard word.hasPrefix("-"), word.count > 1, !takingAnyWord.contains(before) else { return nil }
      return word.hasPrefix("--") ? String(word.prefix { $0 != "=" }) : String(word.prefix(2))
    }
  }

  /// Whether an option may be there twice or with its opposite, as far as names tell: a short one begins as its long one.
  private static func mayRepeat(_ spellings: [String]) -> Bool {
    let names = spellings.map { String($0.drop { $0 == "-" }) }
    let short = names.filter { $0.count == 1 }
    return Set(names).count < names.count || names.contains { names.contains("no-\($0)") }
      || short.contains { letter in names.count { $0.hasPrefix(letter) } > 1 }
  }

  /// Names without dashes, of short ones the long ones of the same options.
  private static func longNames(of spellings: [String], _ arguments: [CommandDescription.Argument]) -> [String] {
    spellings.map { spelling in
      // A flag's long names may be opposites.
      let own = spelling.hasPrefix("--") ? nil : arguments.first { $0.spellings.contains(spelling) }?.spellings
      return String((own?.first { $0.hasPrefix("--") } ?? spelling).drop { $0 == "-" })
    }
  }
}

/// An option of one value with two, or a flag with its opposite.
struct RepeatedOptionFailure: BenchFailure, Equatable {
  /// The option without its dashes.
  var name: String
  var isFlag = false

  var problem: String {
    isFlag
      ? "--\(name) and --no-\(name) are given, but they are opposites"
      : "--\(name) is given twice, but it takes one value"
  }
  var remedy: String? { "leave one of them out" }
  var isUsage: Bool { true }
}
