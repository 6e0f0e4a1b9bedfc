import BenchCore

/// A line and column of a suite file, both from 1.
package struct SuitePlace: Sendable, Equatable, CustomStringConvertible {
  /// The file's path as a person gave it.
  package let file: String
  /// The line, from 1.
  package let line: Int
  /// The character in the line, from 1.
  package let column: Int

  /// `file:line:column`.
  package var description: String { "\(file):\(line):\(column)" }
}

/// A suite file that cannot be used.
package enum SuiteFailure: BenchFailure, Equatable {
  case unreadable(file: String, reason: String)
  case tooLarge(file: String, limit: Int)
  case notUTF8(file: String)
  case empty(file: String)
  /// Not YAML.
  case syntax(String, at: SuitePlace, lineHasTab: Bool)
  /// YAML's `*name`, which a few lines can unfold to billions of values.
  case alias(at: SuitePlace)
  case repeatedKey(String, at: SuitePlace)
  case unknownKey(String, of: String, at: SuitePlace, known: [String])
  case missingKey(String, of: String, at: SuitePlace)
  case wrongValue(of: String, found: String, expected: String, at: SuitePlace)
  /// A key without the key that it belongs to.
  case unusableKey(String, needs: String, at: SuitePlace)
  /// A default `set` or `vary` that is for no study's methods.
  case unusedDefault(String, at: SuitePlace, known: [String])
  /// What is wrong with a study apart from how it is written.
  case invalidStudy(String, problem: String, remedy: String?, at: SuitePlace)
  /// A method or a dataset was chosen that no study has.
  case ofNoStudy(String, kind: String, file: String, known: [String])
  /// What was chosen of a suite is nothing.
  case nothingLeft(file: String)
  /// A name that is no suite's.
  case unknownSuite(String, known: [String])

  package var problem: String {
    switch self {
    case .unreadable(_, let reason): "the suite cannot be read: \(reason)"
    case .tooLarge(_, let limit): "this is no suite: it is larger than \(limit / 1024) KiB"
    case .notUTF8: "this is no suite: it is not UTF-8 text"
    case .empty: "the suite is empty"
    case .syntax(let reason, _, _): "this is not YAML: \(reason)"
    case .alias: "aliases (`*name`) are not read"
    case .repeatedKey(let key, _): "the key `\(key)` is there twice"
    case .unknownKey(let key, let owner, _, _): "\(owner) has no key `\(key)`"
    case .missingKey(let key, let owner, _): "\(owner) has no `\(key)`"
    case .wrongValue(let key, let found, let expected, _): "`\(key)` must be \(expected), not \(found)"
    case .unusableKey(let key, let needs, _): "`\(key)` belongs to \(needs)"
    case .unusedDefault(let setting, _, _): "the default `\(setting)` is for none of the studies' methods"
    case .invalidStudy(let study, let problem, _, _): "\(study): \(problem)"
    case .ofNoStudy(let id, let kind, _, _): "no study of this suite has the \(kind) `\(id)`"
    case .nothingLeft: "no study of this suite has all that was chosen"
    case .unknownSuite(let name, _): "there is no suite `\(name)`"
    }
  }

  /// The file, with line and column where they are known.
  package var location: String? {
    switch self {
    case .unreadable(let file, _), .tooLarge(let file, _), .notUTF8(let file), .empty(let file),
      .ofNoStudy(_, _, let file, _), .nothingLeft(let file):
      file
    case .unknownSuite: nil
    case .syntax(_, let place, _), .alias(let place), .repeatedKey(_, let place), .unknownKey(_, _, let place, _),
      .missingKey(_, _, let place), .wrongValue(_, _, _, let place), .unusableKey(_, _, let place),
      .unusedDefault(_, let place, _), .invalidStudy(_, _, _, let place):
      place.description
    }
  }

  package var isUsage: Bool {
    switch self {
    case .ofNoStudy, .nothingLeft, .unknownSuite: true
    default: false
    }
  }

  package var remedy: String? {
    switch self {
    case .syntax(_, _, let lineHasTab): lineHasTab ? "indent with spaces, not with tabs" : nil
    case .alias: "write the value out, give it once under `defaults`, or quote a text that begins with `*`"
    case .repeatedKey: "remove one of them"
    case .unknownKey(let key, _, _, let known): Suggestion.phrase(for: key, in: known)
    case .unusedDefault(let setting, _, let known):
      Suggestion.phrase(for: String(setting.prefix { $0 != "." }), in: known)
    case .ofNoStudy(let name, _, _, let known): Suggestion.phrase(for: name, in: known)
    case .unknownSuite(let name, let known):
      known.isEmpty ? "name a file" : Suggestion.phrase(for: name, in: known)
    case .nothingLeft: "choose less with --methods, --datasets and --noise, or other ones"
    case .invalidStudy(_, _, let remedy, _): remedy
    case .empty, .tooLarge, .notUTF8: "a suite is described in docs/suites.md"
    case .unreadable, .missingKey, .wrongValue, .unusableKey: nil
    }
  }
}
