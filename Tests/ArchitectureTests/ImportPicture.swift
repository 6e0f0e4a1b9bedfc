/// A table of imports as a diagram.
enum ImportPicture {
  /// A Mermaid flowchart of the modules in the table, without foreign ones and without arrows that follow from others.
  static func mermaid(_ table: [String: Set<String>]) -> String {
    let own = table.mapValues { $0.intersection(table.keys) }
    var arrows: [String] = []
    for (module, imports) in own.sorted(by: { $0.key < $1.key }) {
      let indirect = imports.reduce(into: Set<String>()) { $0.formUnion(reachable(from: $1, in: own)) }
      arrows += imports.subtracting(indirect).sorted().map { "  \(module) --> \($0)" }
    }
    return (["```mermaid", "flowchart TD"] + arrows + ["```", ""]).joined(separator: "\n")
  }

  /// All that a module imports, directly or not.
  private static func reachable(from module: String, in table: [String: Set<String>]) -> Set<String> {
    (table[module] ?? []).reduce(into: table[module] ?? []) { $0.formUnion(reachable(from: $1, in: table)) }
  }
}
