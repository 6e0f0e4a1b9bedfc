/// What is wrong with the value of a record's field, or with its absence.
enum FieldProblem: Error, Equatable {
  /// The value at `offset` bytes is not what the field holds.
  case invalid(field: String, reason: String, offset: Int)
  /// The record that starts at `offset` bytes has other fields only.
  case missing(field: String, present: [String], offset: Int)
}

extension JSONScanner {
  /// Reads a record's fields: calls `member` with each key; `member` must read or skip the value.
  ///
  /// Returns the record's position and its keys, for errors about fields that are missing.
  ///
  /// - Parameter known: The fields that are read, each of which a record may have once.
  mutating func record(
    of known: [String], _ member: (inout Self, String) throws -> Void
  ) throws -> (offset: Int, fields: [String]) {
    try expect(.object, of: "record")
    let start = offset
    var fields: [String] = []
    try object { scanner, key in
      let place = scanner.offset
      try member(&scanner, key)
      if known.contains(key), fields.contains(key) {
        throw FieldProblem.invalid(field: key, reason: "the record has this field twice", offset: place)
      }
      fields.append(key)
    }
    return (start, fields)
  }

  /// Reads the text of a field.
  mutating func text(of field: String) throws -> String {
    try expect(.string, of: field)
    do {
      return try string()
    } catch let error as SyntaxError {
      throw SyntaxError(reason: "\(field): \(error.reason)", offset: error.offset)
    }
  }

  /// Reads a field that holds a list of texts.
  mutating func texts(of field: String) throws -> [String] {
    try expect(.list, of: field)
    var texts: [String] = []
    try list { texts.append(try $0.text(of: field)) }
    return texts
  }

  /// Reads lists of words; `nil` for anything else, which is skipped: most networks do without.
  mutating func wordLists() throws -> [[String]]? {
    guard try kind() == .list else {
      try skip()
      return nil
    }
    var lists: [[String]] = []
    var isWhole = true
    try list { scanner in
      guard try scanner.kind() == .list else {
        isWhole = false
        return try scanner.skip()
      }
      var words: [String] = []
      try scanner.list { word in
        if try word.kind() == .string {
          words.append(try word.string())
        } else {
          isWhole = false
          try word.skip()
        }
      }
      lists.append(words)
    }
    return isWhole ? lists : nil
  }

  /// Reads the whole number of a field; `1.0`, which pandas writes for 1, is one, and so is a number in quotation marks.
  mutating func integer(of field: String) throws -> Int {
    let isText = try kind() == .string
    if !isText { try expect(.number, of: field) }
    let start = offset
    let text = try isText ? self.text(of: field) : numberText()
    guard let value = Self.whole(text) else {
      let reason = isText ? "\(text.debugDescription) is not a whole number" : "the number is not whole or too large"
      throw FieldProblem.invalid(field: field, reason: reason, offset: start)
    }
    return value
  }

  /// The whole number that a text is, whatever its form; `nil` for any other, and for one that a fraction cannot hold
  /// exactly.
  private static func whole(_ text: String) -> Int? {
    if let value = Int(text) { return value }
    guard let value = Double(text), abs(value) < 0x1p53 else { return nil }
    return Int(exactly: value)
  }

  /// Reads a path that stays below the image folder.
  mutating func imagePath(of field: String) throws -> String {
    try expect(.string, of: field)
    let start = offset
    let path = try text(of: field)
    if let reason = Self.refusal(ofImagePath: path) {
      throw FieldProblem.invalid(field: field, reason: "\(reason): \(path.debugDescription)", offset: start)
    }
    return path
  }

  /// Throws unless the next value is of one kind.
  mutating func expect(_ kind: Kind, of field: String) throws {
    let found = try self.kind()
    guard found == kind else {
      throw FieldProblem.invalid(
        field: field,
        reason: "expected \(kind.rawValue), found \(found.rawValue)",
        offset: offset
      )
    }
  }

  /// Why a path is not one of an image below the image folder; `nil` where it is.
  private static func refusal(ofImagePath path: String) -> String? {
    if path.utf8.isEmpty { return "the path is empty" }
    if path.utf8.first == UInt8(ascii: "/") { return "the path is absolute" }
    if path.utf8.contains(0) { return "the path contains a NUL" }
    var depth = 0
    for component in path.utf8.split(separator: UInt8(ascii: "/")) {
      if component.elementsEqual("..".utf8) { depth -= 1 } else if !component.elementsEqual(".".utf8) { depth += 1 }
      if depth < 0 { return "the path leaves the image folder" }
    }
    return depth == 0 ? "the path names no image" : nil
  }
}
