import BenchCore

/// What `bench doctor` found.
package struct DoctorReport: Encodable, Sendable {
  /// Whether nothing failed; warnings do no harm.
  package var ok: Bool
  /// In a fixed order.
  package var rows: [DoctorRow]

  init(_ rows: [DoctorRow]) {
    ok = !rows.contains { $0.status == .failed }
    self.rows = rows
  }

  /// A table of at most 80 columns, and a last line with the counts.
  package var text: String { text(width: Self.width) }

  /// The same in a narrower window; each text on one line where there is none (`nil`).
  package func text(width: Int?) -> String {
    let checkWidth = rows.map(\.check.count).max() ?? 0
    let indent = Self.statusWidth + 2 + checkWidth + 2
    let room = width.map { max(12, min($0, Self.width) - indent) } ?? .max
    let lines = rows.flatMap { row in
      let text = row.found.printableLine.wrapped(to: room)
      let remedy = (row.remedy?.printableLine.wrapped(to: room - 3) ?? []).enumerated()
        .map { ($0 == 0 ? "-> " : "   ") + $1 }
      let head = row.status.rawValue.padded(to: Self.statusWidth) + "  " + row.check.padded(to: checkWidth) + "  "
      return (text + remedy).enumerated().map { ($0 == 0 ? head : String(repeating: " ", count: indent)) + $1 }
    }
    let (failed, warnings) = (count(.failed), count(.warning))
    let verdict = failed > 0 ? "\(failed) failed" : "nothing failed"
    return (lines + ["", "\(verdict), \(warnings) warning\(warnings == 1 ? "" : "s"), \(count(.ok)) ok"])
      .joined(separator: "\n")
  }

  private func count(_ status: DoctorRow.Status) -> Int { rows.count { $0.status == status } }

  private static let width = 80
  private static let statusWidth = DoctorRow.Status.warning.rawValue.count
}

extension String {
  fileprivate func padded(to width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }

  /// Lines of at most `width` characters, broken between words, and inside words that are longer.
  fileprivate func wrapped(to width: Int) -> [String] {
    var lines: [String] = []
    for var word in split(separator: " ") {
      if let last = lines.last, last.count + 1 + word.count <= width {
        lines[lines.count - 1] += " " + word
        continue
      }
      while word.count > width {
        lines.append(String(word.prefix(width)))
        word = word.dropFirst(width)
      }
      lines.append(String(word))
    }
    return lines.isEmpty ? [""] : lines
  }
}
