import BenchCore
import Foundation
import Yams

/// A value of a suite file, with its place.
struct SuiteNode {
  enum Content {
    /// A scalar as it is written, so that each option reads it as the command line reads its text.
    case text(String, isQuoted: Bool)
    case list([SuiteNode])
    case fields([SuiteField])
  }

  let content: Content
  let place: SuitePlace
}

/// A key of a mapping with its value.
struct SuiteField {
  let key: String
  let place: SuitePlace
  let value: SuiteNode
}

extension SuiteNode {
  /// Suites are a few kilobytes; what is far larger is another file.
  private static let sizeLimit = 256 * 1024

  /// Reads a YAML file.
  ///
  /// - Throws: `SuiteFailure` for what is no file, no text, no YAML or empty, for a repeated key, and for an alias.
  init(file: URL) throws {
    let path = file.relativePath
    let text = try Self.text(of: file, path: path)
    guard let root = try Self.root(of: text, path: path) else { throw SuiteFailure.empty(file: path) }
    try self.init(root, path: path)
  }

  private static func text(of file: URL, path: String) throws -> String {
    let data: Data
    do {
      let handle = try FileHandle(forReadingFrom: file)
      defer { try? handle.close() }
      // One byte more tells a larger file, even one without an end.
      data = try handle.read(upToCount: sizeLimit + 1) ?? Data()
    } catch {
      let isFolder = (try? file.resourceValues(forKeys: [.isDirectoryKey]))?.isDirectory == true
      let isThere = FileManager.default.fileExists(atPath: file.path)
      throw SuiteFailure.unreadable(
        file: path, reason: isFolder ? "it is a folder" : isThere ? "it may not be read" : "there is no such file")
    }
    guard data.count <= sizeLimit else { throw SuiteFailure.tooLarge(file: path, limit: sizeLimit) }
    if let reason = PlainText.refusal(of: data) { throw SuiteFailure.unreadable(file: path, reason: reason) }
    guard let text = try? PlainText.string(data) else { throw SuiteFailure.notUTF8(file: path) }
    // libyaml takes no empty input.
    guard !text.isEmpty else { throw SuiteFailure.empty(file: path) }
    return text
  }

  /// Stands for `*` while libyaml reads.
  ///
  /// Yams replaces each alias by a copy of its value, and a few nested ones are billions of values, which it walks while
  /// it looks for repeated keys. So no alias may reach it. With another character in place of `*`, an alias is a plain
  /// scalar that begins with that character, which a plain scalar cannot do with `*`; in other text, `*` comes back.
  private static let asterisk: Character = "\u{E000}"

  private static func root(of text: String, path: String) throws -> Node? {
    let text = String(text.map { $0 == "*" ? asterisk : $0 })
    do {
      // Types are the options' business: resolving them here would make `off` and `0` other than what is written.
      return try compose(yaml: text, .basic, .default, .utf8)
    } catch let error as YamlError {
      func failure(_ problem: String, line: Int, column: Int) -> SuiteFailure {
        let lines = text.split(omittingEmptySubsequences: false) { $0.isNewline }
        // libyaml's own words name a function of C.
        let problem = problem.contains("nest_level") ? "it nests more than 1000 levels deep" : problem
        let hasTab = lines.indices.contains(line - 1) && lines[line - 1].contains("\t")
        return .syntax(problem, at: SuitePlace(file: path, line: line, column: column), lineHasTab: hasTab)
      }
      switch error {
      case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
        .composer(_, let problem, let mark, _):
        throw failure(problem, line: mark.line, column: mark.column)
      case .reader(let problem, let offset, _, _):
        let before = text.prefix(offset ?? 0)
        let line = before.reversed().prefix { !$0.isNewline }
        throw failure(problem, line: 1 + before.count { $0.isNewline }, column: 1 + line.count)
      case .duplicatedKeysInMapping(let keys, let context):
        throw SuiteFailure.repeatedKey(
          keys.first ?? "", at: SuitePlace(file: path, line: context.mark.line, column: context.mark.column))
      default: throw failure("\(error)", line: 1, column: 1)
      }
    }
  }

  private init(_ node: Node, path: String) throws {
    let place = SuitePlace(file: path, line: node.mark?.line ?? 1, column: node.mark?.column ?? 1)
    switch node {
    case .scalar(let scalar):
      let isPlain = scalar.style == .plain
      guard !(isPlain && scalar.string.first == Self.asterisk) else { throw SuiteFailure.alias(at: place) }
      // Escapes can write what libyaml refuses where it stands: commands to a terminal, the end of a C string.
      let isVisible = scalar.string.unicodeScalars.allSatisfy { scalar in
        scalar.properties.generalCategory != .control || scalar == "\n" || scalar == "\t"
      }
      guard isVisible else {
        throw SuiteFailure.syntax("control characters are not allowed", at: place, lineHasTab: false)
      }
      content = .text(String(scalar.string.map { $0 == Self.asterisk ? "*" : $0 }), isQuoted: !isPlain)
    case .sequence(let nodes):
      content = .list(try nodes.map { try SuiteNode($0, path: path) })
    case .mapping(let pairs):
      content = .fields(
        try pairs.map { pair in
          let key = try SuiteNode(pair.key, path: path)
          return SuiteField(key: try key.word("a key"), place: key.place, value: try SuiteNode(pair.value, path: path))
        })
    case .alias:
      throw SuiteFailure.alias(at: place)
    }
    self.place = place
  }
}
