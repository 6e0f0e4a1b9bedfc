package import BenchCore

/// A change of a method's configuration field that a person asked for, such as `rde.margin=0.2`.
package struct FieldSetting: Sendable, Equatable, CustomStringConvertible {
  /// Whose field: a method's id, or the start of several ids up to a dash (`rde` is all of RDE's); `nil` for the only
  /// method of the study.
  package var scope: String?
  /// The field's name, or a symbol that stands for it, such as `tau`.
  package var field: String
  /// The value, or the values to vary over.
  package var values: [JSONValue]

  /// Sets a field to a value, or varies it over several.
  package init(scope: String?, field: String, values: [JSONValue]) {
    self.scope = scope
    self.field = field
    self.values = values
  }

  /// Reads a name, `[scope.]field`, for values; `nil` where a part is missing.
  init?(name text: some StringProtocol, values: [JSONValue]) {
    let name = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false).map { Substring($0).trimmed }
    guard let field = name.last, !field.isEmpty, !values.isEmpty, name.count == 1 || !name[0].isEmpty else {
      return nil
    }
    self.init(scope: name.count == 2 ? name[0].lowercased() : nil, field: field, values: values)
  }

  /// Reads what a person typed: `[scope.]field=value[,value ...]`; `nil` where a part is missing.
  package init?(typed text: String) {
    guard let equals = text.firstIndex(of: "=") else { return nil }
    let values = text[text.index(after: equals)...].split(separator: ",", omittingEmptySubsequences: false)
      .map { $0.trimmed }
    guard !values.contains("") else { return nil }
    self.init(name: text[..<equals], values: values.map { JSONValue(typed: $0) })
  }

  /// Whether it is for the method of an id; without a scope it is for any.
  func isFor(_ id: String) -> Bool {
    scope.map { id == $0 || id.hasPrefix($0 + "-") } ?? true
  }

  /// The setting as it is typed.
  package var description: String {
    (scope.map { $0 + "." } ?? "") + field + "=" + values.map(\.typedText).joined(separator: ",")
  }
}

extension Substring {
  /// The text without spaces around it.
  fileprivate var trimmed: String {
    String(drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed())
  }
}
