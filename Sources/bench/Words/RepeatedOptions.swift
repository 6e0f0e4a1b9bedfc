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
    let names = words.prefix { $0 != "--" }.filter { $0.hasPrefix("--") }.map {
      String($0.dropFirst(2).prefix { $0 != "=" })
    }
    let repeated = Dictionary(grouping: names, by: \.self).filter { $1.count > 1 }.keys
    let opposed = Set(names).filter { names.contains("no-\($0)") }
    guard !repeated.isEmpty || !opposed.isEmpty else { return }
    let arguments = try CommandDescription.program().command(of: words).command.arguments ?? []
    let flags = arguments.filter { $0.kind == "flag" }.flatMap { ($0.names ?? []).map(\.name) }
    if let name = opposed.sorted().first(where: flags.contains) {
      throw RepeatedOptionFailure(name: name, isFlag: true)
    }
    let single = arguments.filter { $0.kind == "option" && !$0.isRepeating }.flatMap { ($0.names ?? []).map(\.name) }
    if let name = repeated.sorted().first(where: single.contains) { throw RepeatedOptionFailure(name: name) }
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
