import Foundation
import TestSupport
import Testing

/// Lines that a page tells to insert into a file: ``In `FILE`, after `LINE`:`` and a block of Swift.
struct PageEdit {
  let file: String
  let lines: String
  private let anchor: String

  /// The edits below a heading, in the order of the page.
  static func below(_ heading: String, of page: Page) throws -> [PageEdit] {
    let sections = page.text.components(separatedBy: "\n## ")
    let section = try #require(sections.first { $0.hasPrefix("\(heading)\n") }, "no section `\(heading)`")
    let edits = section.matches(of: /In `([^`]+)`, after\s`([^`]+)`:\n\n```swift\n((?s).*?)```/).map {
      PageEdit(file: String($0.output.1), lines: String($0.output.3), anchor: String($0.output.2))
    }
    try #require(!edits.isEmpty && edits.count == section.components(separatedBy: "```swift").count - 1)
    return edits
  }

  /// Copies the edited files into a folder: each copy by the path of its original.
  static func apply(_ edits: [PageEdit], in folder: URL) throws -> [String: String] {
    var copies: [String: String] = [:]
    for (file, edits) in Dictionary(grouping: edits, by: \.file) {
      let original = Repository.root.appending(path: file)
      var text = try String(contentsOf: original, encoding: .utf8)
      for edit in edits {
        let place = "\n\(edit.anchor)\n"
        try #require(text.components(separatedBy: place).count == 2, "\(file) has not one line `\(edit.anchor)`")
        text = text.replacingOccurrences(of: place, with: place + edit.lines)
      }
      let copy = folder.appending(path: original.lastPathComponent)
      try Data(text.utf8).write(to: copy)
      copies[original.path] = copy.path
    }
    return copies
  }
}
