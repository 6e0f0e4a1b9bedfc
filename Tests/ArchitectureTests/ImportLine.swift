/// Import declarations of Swift sources.
enum ImportLine {
  private static let access: Set<Substring> = ["public", "package", "internal", "fileprivate", "private"]
  private static let kinds: Set<Substring> = ["struct", "class", "enum", "protocol", "typealias", "func", "let", "var"]

  /// The modules that a source imports, in order.
  static func modules(in text: String) -> [String] {
    text.split(whereSeparator: \.isNewline).compactMap(module)
  }

  /// The module of `[attributes] [access] import [kind] module[.declaration]`; `nil` for any other line.
  private static func module(of line: Substring) -> String? {
    let words = line.split { $0 == " " || $0 == "\t" || $0 == ";" }
    var rest = words.drop { $0.hasPrefix("@") || access.contains($0) }
    guard rest.popFirst() == "import" else { return nil }
    rest = rest.drop { kinds.contains($0) }
    return rest.first?.split(separator: ".").first.map(String.init)
  }
}
