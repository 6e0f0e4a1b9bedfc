import BenchCore
package import Foundation

/// Tables that are not part of the program: one CSV file each, which `docs/adding-a-table.md` describes.
extension PaperTable {
  /// Reads a paper's table from a file.
  ///
  /// - Throws: `ReportFailure` naming the file and what is wrong with it.
  package static func file(_ url: URL) throws(ReportFailure) -> PaperTable {
    let name = url.relativePath
    let text: String
    do {
      text = try PlainText.string(Data(contentsOf: url))
    } catch let failure as PlainText.Failure {
      throw .unreadableTable(name, reason: failure.reason)
    } catch {
      throw .unreadableTable(name, reason: error.systemReason)
    }
    return try PaperTable(name: name, text: text)
  }

  /// Parses a file's text: lines `# key: value`, then CSV with a header line.
  init(name: String, text: String) throws(ReportFailure) {
    let lines = text.trimmingPrefix("\u{feff}").split(omittingEmptySubsequences: false) { $0.isNewline }
    let comments = lines.prefix { $0.hasPrefix("#") }
    var keys: [String: String] = [:]
    for (index, line) in comments.enumerated() {
      let parts = line.dropFirst().split(separator: ":", maxSplits: 1).map { $0.trimmingCharacters(in: .whitespaces) }
      guard parts.count == 2, ["title", "citation", "dataset", "suite"].contains(parts[0]) else {
        throw .malformedTable(
          name, record: index + 1, problem: "expected `# title:`, `# citation:`, `# dataset:` or `# suite:`")
      }
      keys[parts[0]] = parts[1]
    }
    for key in ["title", "citation"] where keys[key] == nil {
      throw .malformedTable(name, record: 1, problem: "no line `# \(key): ...`")
    }
    let rest = lines.dropFirst(comments.count).joined(separator: "\n")
    var published = try PublishedTable(name: name, csv: Array(rest.utf8))
    try Self.check(published)
    if let dataset = keys["dataset"], !published.header.contains("dataset") {
      published = published.adding(column: "dataset", value: dataset)
    }
    let selectors = published.rows.indices.map { published.text("runs", row: $0) }
      .reduce(into: [String: MethodSelector]()) { $0[$1] = $1.isEmpty ? nil : MethodSelector(parsing: $1) }
    let special = Set(["dataset", "runs"] + Metric.allCases.map(\.rawValue))
    let headerColumns = published.header.filter { !special.contains($0) }
    self.init(
      name: name,
      title: keys["title"] ?? name,
      citation: keys["citation"] ?? "",
      rowHeadings: headerColumns.map(Self.heading),
      source: .loaded(published),
      selectors: selectors,
      suite: keys["suite"].map { Self.suite($0, of: name) }
    ) { text in Self.row(headerColumns, text) }
  }

  /// A bare name as it is; a path that is not absolute starts at the table's folder.
  private static func suite(_ text: String, of table: String) -> String {
    let isPath = text.contains("/") || text.hasSuffix(".yaml") || text.hasSuffix(".yml")
    guard isPath, !text.hasPrefix("/") else { return text }
    return (table.lastIndex(of: "/").map { table[...$0] } ?? "") + text
  }

  private static func row(_ columns: [String], _ text: (String) -> String) -> PaperRow {
    let checkpoint = CheckpointName(rawValue: text("checkpoint").lowercased()) ?? .best
    let headers = columns.map { column in
      switch column {
      case "noise_percent": "\(text(column))%"
      case "checkpoint": checkpoint.title
      default: text(column)
      }
    }
    let runs = text("runs")
    return PaperRow(
      headers: headers, methodHeader: columns.firstIndex(of: "method") ?? columns.count - 1,
      block: text("noise_percent"), noise: percent(text), checkpoint: checkpoint,
      system: runs.isEmpty ? text("method") : runs)
  }

  private static func heading(_ column: String) -> String {
    switch column {
    case "noise_percent": "Noise"
    case "method": "Methods"
    default: column.prefix(1).uppercased() + column.dropFirst().replacing("_", with: " ")
    }
  }

  private static func check(_ table: PublishedTable) throws(ReportFailure) {
    guard !table.rows.isEmpty else { throw .malformedTable(table.name, record: 2, problem: "there are no rows") }
    guard table.header.contains("method") else {
      throw .malformedTable(table.name, record: 1, problem: "no column method")
    }
    for row in table.rows.indices {
      let (percent, checkpoint) = (table.text("noise_percent", row: row), table.text("checkpoint", row: row))
      if !percent.isEmpty, Double(percent).map({ (0...100).contains($0) }) != true {
        throw .malformedTable(table.name, record: row + 2, problem: "noise_percent is \(percent), not 0 to 100")
      }
      if !checkpoint.isEmpty, CheckpointName(rawValue: checkpoint.lowercased()) == nil {
        throw .malformedTable(table.name, record: row + 2, problem: "checkpoint is \(checkpoint), not best or last")
      }
    }
  }
}

extension MethodSelector {
  /// Parses words: method ids, and fields of the configuration such as `divides=false`.
  init(parsing text: String) {
    self.init()
    for word in text.split(separator: " ") {
      let parts = word.split(separator: "=", maxSplits: 1).map(String.init)
      if parts.count == 2 {
        configuration[parts[0]] = Self.value(parts[1])
      } else {
        methods.insert(String(word))
      }
    }
  }

  private static func value(_ text: String) -> JSONValue {
    switch text {
    case "true": .bool(true)
    case "false": .bool(false)
    default: Double(text).map { .number($0) } ?? .string(text)
    }
  }
}
