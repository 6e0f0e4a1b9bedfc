import BenchCore

/// A method with its fields, for a person's eyes or a program's.
package struct MethodDescription: Encodable {
  struct Field: Encodable {
    var name: String
    var aliases: [String]
    var `default`: JSONValue
    var permitted: String?
    var meaning: String
    var source: String
  }

  var id: String
  var title: String
  var summary: String
  var citation: String
  var revision: Int
  var augmentsCaptions: Bool
  var fields: [Field]

  package init(_ method: MethodEntry) {
    id = method.info.id
    title = method.info.title
    summary = method.info.summary
    citation = method.info.citation
    revision = method.info.revision
    augmentsCaptions = method.info.augmentsCaptions
    fields = method.fields.map { field in
      let permitted = field.permitted.description
      return Field(
        name: field.name, aliases: field.aliases, default: method.defaults[field.name] ?? .null,
        permitted: permitted.isEmpty ? nil : permitted, meaning: field.meaning, source: field.source)
    }
  }

  /// The method and its fields on lines, without a newline at the end.
  package var text: String {
    var lines = [
      "\(title) (\(id), revision \(revision))", summary, citation, "", "Fields, for --set \(id).FIELD=VALUE:",
    ]
    for field in fields {
      let names = ([field.name] + field.aliases).joined(separator: ", ")
      let value = field.default == .null ? "" : field.default.typedText
      lines += [
        "", "  \(names) = \(value)" + (field.permitted.map { "   (\($0))" } ?? ""),
        "      \(field.meaning) [\(field.source)]",
      ]
    }
    return lines.joined(separator: "\n")
  }
}

extension MethodDescription {
  /// `field=value` for each field of a method, under all its names: its permitted words, each alone where it takes a
  /// list of them, or its default.
  package static func settings(of method: MethodEntry) -> [String] {
    zip(method.fields, MethodDescription(method).fields).flatMap { field, described in
      let values: [String] =
        switch (field.permitted, described.default) {
        case (.oneOf(let words), _): words
        case (.listOf(let words, let canBeEmpty), _): words + (canBeEmpty ? ["none"] : [])
        case (_, .bool): ["true", "false"]
        case (_, .null): []
        case (_, let value): [value.typedText]
        }
      return ([field.name] + field.aliases).flatMap { name in values.map { "\(name)=\($0)" } }
    }
  }
}
