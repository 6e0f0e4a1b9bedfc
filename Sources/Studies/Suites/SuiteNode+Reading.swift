import BenchCore

extension SuiteNode {
  /// The failure of a value that is something else than its key wants.
  func wrong(_ key: String, expected: String) -> SuiteFailure {
    let found =
      switch content {
      case .text(let text, _) where isNothing: text.isEmpty ? "nothing" : "`\(text)`"
      case .text(let text, _): "`\(text.count > 60 ? text.prefix(57) + "..." : text[...])`"
      case .list: "a list"
      case .fields: "a mapping"
      }
    return .wrongValue(of: key, found: found, expected: expected, at: place)
  }

  /// Whether nothing is written here, or YAML's word for it.
  var isNothing: Bool {
    if case .text(let text, false) = content { ["", "~", "null", "Null", "NULL"].contains(text) } else { false }
  }

  /// The fields of a mapping, each of which has to be known.
  func fields(of owner: String, known: [String]) throws(SuiteFailure) -> [SuiteField] {
    let fields = try fields(of: owner)
    for field in fields where !known.contains(field.key) {
      throw .unknownKey(field.key, of: owner, at: field.place, known: known)
    }
    return fields
  }

  /// The fields of a mapping of any keys.
  func fields(of owner: String) throws(SuiteFailure) -> [SuiteField] {
    guard case .fields(let fields) = content else { throw wrong(owner, expected: "a mapping (`key: value`)") }
    return fields
  }

  /// The values of a list; a single value is a list of one.
  var elements: [SuiteNode] {
    if case .list(let elements) = content { elements } else { [self] }
  }

  /// A text that is not empty.
  func word(_ key: String, expected: String = "a word") throws(SuiteFailure) -> String {
    guard case .text(let text, _) = content, !isNothing, !text.isEmpty else { throw wrong(key, expected: expected) }
    return text
  }

  /// What `parse` makes of a text.
  func value<Value>(_ key: String, expected: String, _ parse: (String) -> Value?) throws(SuiteFailure) -> Value {
    guard let value = parse(try word(key, expected: expected)) else { throw wrong(key, expected: expected) }
    return value
  }

  /// The value of a method's field: a quoted one is a word, others are read as after `--set field=`, and a list is one
  /// value of a field that takes lists.
  func fieldValue(_ key: String) throws(SuiteFailure) -> JSONValue {
    if case .list(let elements) = content {
      return .array(
        try elements.map { element throws(SuiteFailure) in
          guard case .text = element.content else { throw element.wrong(key, expected: "a word") }
          return try element.fieldValue(key)
        })
    }
    let text = try word(key, expected: "a number, true, false or a word")
    if case .text(_, isQuoted: true) = content { return .string(text) }
    return JSONValue(typed: text)
  }
}
