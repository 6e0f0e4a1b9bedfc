extension ReportTable {
  /// The table without the columns that have neither a number nor a text, which a footnote lists; as it is where all are such.
  func withoutEmptyColumns() -> ReportTable {
    let filled = columns.indices.filter { column in
      blocks.joined().contains { column < $0.cells.count && $0.cells[column].content != .notRun }
    }
    guard !filled.isEmpty, filled.count < columns.count else { return self }
    var result = self
    result.columns = filled.map { columns[$0] }
    result.blocks = blocks.map { block in
      block.map { row in
        var row = row
        row.cells = filled.map { $0 < row.cells.count ? row.cells[$0] : .notRun }
        return row
      }
    }
    let empty = columns.indices.filter { !filled.contains($0) }.map { columns[$0].headings.map(\.text) }
    result.footnotes.append(
      ReportFootnote("Left out, for nothing is in them: the columns \(listing(of: empty))."))
    return result
  }

  /// `measured, diff. of CUHK-PEDES, RSTPReid`: by outermost heading, those with equal columns together.
  private func listing(of paths: [[String]]) -> String {
    func group(_ path: [String]) -> String { path.count > 1 ? path[0] : "" }
    let all = columns.map { $0.headings.map(\.text) }
    var owners: [(names: [String], groups: [String])] = []
    for (index, path) in paths.enumerated() where index == 0 || group(paths[index - 1]) != group(path) {
      let members = paths.filter { group($0) == group(path) }
      var names: [String] = []
      for member in members {
        // One name stands for all columns of the group that it heads.
        let isWhole = all.allSatisfy { $0.last != member.last || group($0) != group(member) || members.contains($0) }
        let name = isWhole ? member.suffix(1) : member.dropFirst(member.count > 1 ? 1 : 0)
        if !names.contains(name.joined(separator: " ")) { names.append(name.joined(separator: " ")) }
      }
      if let same = owners.firstIndex(where: { $0.names == names }) {
        owners[same].groups.append(group(path))
      } else {
        owners.append((names, [group(path)]))
      }
    }
    return owners.map { names, groups in
      let groups = groups.filter { !$0.isEmpty }.joined(separator: ", ")
      return names.joined(separator: ", ") + (groups.isEmpty ? "" : " of \(groups)")
    }
    .joined(separator: "; ")
  }
}
