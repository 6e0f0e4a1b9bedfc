extension RunNotes {
  /// Marks numbers of files that contradict themselves.
  static let contradictionMark = "¶"

  /// Names the files that contradict themselves; `nil` where none does.
  var contradictionNote: ReportFootnote? {
    let files = Set(groups.flatMap(\.contradictoryFiles)).sorted()
    guard !files.isEmpty else { return nil }
    let more = files.count > 4 ? " and \(files.count - 4) more" : ""
    return ReportFootnote(
      symbol: Self.contradictionMark, keyword: "does not add up",
      "From a file whose numbers do not add up: \(files.prefix(4).joined(separator: ", "))\(more). `bench check` says "
        + "where they do not.")
  }
}
