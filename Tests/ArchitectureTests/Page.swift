import Foundation
import TestSupport

/// A page of documentation in Markdown.
struct Page {
  let location: URL
  let text: String

  /// Reads a page by its path in the repository.
  init(_ path: String) throws {
    location = Repository.root.appending(path: path)
    text = try String(contentsOf: location, encoding: .utf8)
  }

  /// The rows of all tables without their headings: the text of each cell.
  var rows: [[String]] {
    let lines = text.split(separator: "\n").filter { $0.hasPrefix("|") }
    let rules = Set(lines.indices.filter { lines[$0].allSatisfy { "|-: ".contains($0) } })
    return lines.indices.filter { !rules.contains($0) && !rules.contains($0 + 1) }.map { index in
      lines[index].split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
    }
  }
}

extension String {
  /// What stands between backticks.
  var codeSpans: [String] { matches(of: /`([^`]+)`/).map { String($0.output.1) } }
}
