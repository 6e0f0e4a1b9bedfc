import BenchCore

/// What methods' numbers depend on that their papers leave open, for the footnotes of tables.
package struct OpenDecisions: Sendable, Equatable {
  /// What is open, and the section of docs/decisions.md about it, by the method's registry id: `RDE mode (#rde)`.
  private let byMethod: [String: String]

  /// Takes the notes of methods by their ids.
  package init(_ byMethod: [String: String] = [:]) {
    self.byMethod = byMethod
  }

  /// One note for all methods that are shown; `nil` where none has anything open.
  func note(for specs: [RunSpec]) -> ReportFootnote? {
    let notes = Set(specs.compactMap { byMethod[$0.method.id] }).sorted()
    return notes.isEmpty ? nil : ReportFootnote("Open choices (docs/decisions.md): \(notes.joined(separator: ", ")).")
  }
}
