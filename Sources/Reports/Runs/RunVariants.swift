import BenchCore

/// Tells apart runs that would share a cell although they differ in more than their seed.
///
/// Runs of two lengths or batch sizes must not be averaged: they get rows of their own, named by the fields that
/// differ.
struct RunVariants {
  /// What sets one variant apart from another of its row.
  struct Variant: Hashable {
    /// Sorted by these.
    var order: [SortKey] = []
    /// Such as `epochs 30, batch size 32`; empty where there is nothing to tell apart.
    var suffix = ""
  }

  /// The variant of each group, in the order of the groups.
  private(set) var variants: [Variant]

  /// Finds the variants of `groups`, of which those with one `cell` would share a cell.
  ///
  /// Groups with one `row`, such as all of one method, are named by the same fields.
  init(of groups: [RunGroup], row: [Int], cell: [Int]) {
    variants = Array(repeating: Variant(), count: groups.count)
    for members in Dictionary(grouping: groups.indices, by: { row[$0] }).values {
      let cells = Dictionary(grouping: members, by: { cell[$0] }).values.filter { $0.count > 1 }
      guard !cells.isEmpty else { continue }
      var fields: [Int: [String: JSONValue]] = [:]
      for member in members {
        var values = groups[member].fields.values
        // Of runs of before anybody looked at the images, where the others' are of two kinds.
        values["dataset.imageChecksum"] = values["dataset.imageChecksum"] ?? .string("unknown")
        values["data"] = .string(groups[member].isStandIn ? "stand-in" : "real")
        fields[member] = values
      }
      let paths = Self.distinguishingPaths(of: cells.map { $0.compactMap { fields[$0] } })
      for member in members {
        let values = paths.map { fields[member]?[$0] ?? .null }
        variants[member] = Variant(
          order: values.map(\.sortKey),
          suffix: Self.suffix(paths, values)
        )
      }
    }
    numberTwins(cell: cell)
  }

  /// Numbers variants that no field tells apart, such as seeds beyond a JSON number's precision: still no average.
  private mutating func numberTwins(cell: [Int]) {
    var counts: [Int: [Variant: Int]] = [:]
    for index in variants.indices {
      let count = counts[cell[index], default: [:]][variants[index], default: 0] + 1
      counts[cell[index], default: [:]][variants[index]] = count
      guard count > 1 else { continue }
      variants[index].order.append(.number(Double(count)))
      variants[index].suffix += (variants[index].suffix.isEmpty ? "" : ", ") + "other settings \(count)"
    }
  }

  /// The fewest paths, found greedily, that tell apart all that `cells` throw together.
  private static func distinguishingPaths(of cells: [[[String: JSONValue]]]) -> [String] {
    let varying = Set(
      cells.flatMap { cell in
        Set(cell.flatMap(\.keys)).filter { path in cell.contains { $0[path] != cell[0][path] } }
      }
    )
    var paths: [String] = []
    var told = cells.count
    for path in varying.sorted(by: { precedence($0) < precedence($1) }) {
      let now = cells.reduce(0) { sum, cell in
        sum + Set(cell.map { values in (paths + [path]).map { values[$0] ?? .null } }).count
      }
      if now > told {
        paths.append(path)
        told = now
      }
    }
    return paths
  }

  /// Fields that a person chose come before checksums that follow from them.
  private static func precedence(_ path: String) -> (Int, String) {
    (path.hasSuffix("Checksum") || path == "model.initialWeights" ? 1 : 0, path)
  }

  private static func suffix(_ paths: [String], _ values: [JSONValue]) -> String {
    let titles = paths.map(\.fieldTitle)
    return zip(paths.indices, values).map { index, value in
      let isAmbiguous = titles.count { $0 == titles[index] } > 1
      return "\(isAmbiguous ? paths[index] : titles[index]) \(value.shownText)"
    }.joined(separator: ", ")
  }
}
