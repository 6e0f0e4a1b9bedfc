/// How a person may name the fields of specifications.
package struct FieldNames: Sendable, Equatable {
  /// The names of methods' fields by the symbols that stand for them, such as `temperature` by `tau`.
  package var symbols: [String: Set<String>]

  /// Names by nothing but paths unless there are symbols.
  package init(symbols: [String: Set<String>] = [:]) {
    self.symbols = symbols
  }

  /// Those of `known` paths that a name stands for: the path itself, else paths that end in the name, else those of the
  /// fields whose symbol it is.
  func paths(of name: String, among known: Set<String>) -> [String] {
    if known.contains(name) { return [name] }
    func ending(in name: String) -> [String] { known.filter { $0.hasSuffix(".\(name)") } }
    let paths = ending(in: name)
    return (paths.isEmpty ? (symbols[name] ?? []).flatMap(ending) : paths).sorted()
  }

  /// The field of a symbol that stands for one alone; any other name as it is.
  func field(of name: String) -> String {
    guard let fields = symbols[name], fields.count == 1, let field = fields.first else { return name }
    return field
  }
}
