/// Character references of HTML, such as `&amp;` and `&#39;`, in captions.
enum HTMLEntities {
  /// What a reference stands for, and its length without the `&`.
  private typealias Replacement = (characters: [Unicode.Scalar], length: Int)

  /// Replaces references as `html.unescape` of Python does, which takes some names without a semicolon too.
  static func unescaping(_ text: [Unicode.Scalar]) -> [Unicode.Scalar] {
    replacingReferences(in: text) { $0.first == "#" ? numericReference($0) : namedReference($0) }
  }

  /// Replaces references as ftfy does: only those with a semicolon, but also names that were turned to capitals.
  static func unescapingTerminated(_ text: [Unicode.Scalar]) -> [Unicode.Scalar] {
    replacingReferences(in: text) { rest in
      let isNumber = rest.first == "#"
      let lengthLimit = 24
      let body = rest.dropFirst(isNumber ? 1 : 0).prefix(lengthLimit).prefix {
        $0.isASCII && ($0.properties.isAlphabetic || $0.properties.numericType != nil)
      }
      guard !body.isEmpty, rest[body.endIndex...].first == ";" else { return nil }
      let length = body.endIndex + 1 - rest.startIndex
      if isNumber {
        guard let reference = numericReference(rest), reference.length == length, reference.characters != [";"] else {
          return nil
        }
        return reference
      }
      let name = string(body)
      if let characters = HTMLEntityNames.characters[name] { return (characters, length) }
      guard name == name.uppercased(), let characters = HTMLEntityNames.characters[name.lowercased()],
        namedReference(rest.prefix(length)) == nil
      else { return nil }
      return (characters.flatMap { Array($0.properties.uppercaseMapping.unicodeScalars) }, length)
    }
  }

  /// Replaces what follows each `&`, where `replacement` finds a reference.
  private static func replacingReferences(
    in text: [Unicode.Scalar], _ replacement: (ArraySlice<Unicode.Scalar>) -> Replacement?
  ) -> [Unicode.Scalar] {
    guard text.contains("&") else { return text }
    var result: [Unicode.Scalar] = []
    result.reserveCapacity(text.count)
    var rest = text[...]
    while let ampersand = rest.firstIndex(of: "&") {
      result += rest[..<ampersand]
      rest = rest[(ampersand + 1)...]
      if let (characters, length) = replacement(rest) {
        result += characters
        rest = rest.dropFirst(length)
      } else {
        result.append("&")
      }
    }
    return result + rest
  }

  /// The reference by name that text starts with: a name with its semicolon, else the longest that needs none.
  private static func namedReference(_ rest: ArraySlice<Unicode.Scalar>) -> Replacement? {
    let lengthLimit = 32
    let name = rest.prefix(lengthLimit).prefix { !"\t\n\u{c} <&#;".unicodeScalars.contains($0) }
    if rest[name.endIndex...].first == ";", let characters = HTMLEntityNames.characters[string(name)] {
      return (characters, name.count + 1)
    }
    for length in HTMLEntityNames.lengthsWithoutSemicolon.reversed() where length <= name.count {
      let prefix = string(name.prefix(length))
      if HTMLEntityNames.withoutSemicolon.contains(prefix), let characters = HTMLEntityNames.characters[prefix] {
        return (characters, length)
      }
    }
    return nil
  }

  /// The reference by number that text starts with, such as `#39;` or `#x27`.
  private static func numericReference(_ rest: ArraySlice<Unicode.Scalar>) -> Replacement? {
    let marked = rest.dropFirst()
    let isHexadecimal = marked.first == "x" || marked.first == "X"
    let digits = marked.dropFirst(isHexadecimal ? 1 : 0).prefix {
      isHexadecimal ? $0.properties.isASCIIHexDigit : ("0"..."9").contains($0)
    }
    guard !digits.isEmpty else { return nil }
    let isTerminated = rest[digits.endIndex...].first == ";"
    let value = UInt32(string(digits), radix: isHexadecimal ? 16 : 10)
    return (characters(ofNumber: value), digits.endIndex - rest.startIndex + (isTerminated ? 1 : 0))
  }

  /// The character of a number, or none for those that HTML forbids; `nil` is a number beyond 32 bits.
  private static func characters(ofNumber value: UInt32?) -> [Unicode.Scalar] {
    guard let value, value != 0, let scalar = Unicode.Scalar(value) else { return ["\u{FFFD}"] }
    switch value {
    case 0x80...0x9F: return [SingleByteEncoding.replacingControl(scalar)]
    case 0x1...0x8, 0xB, 0xE...0x1F, 0x7F, 0xFDD0...0xFDEF: return []
    case _ where value & 0xFFFE == 0xFFFE: return []
    default: return [scalar]
    }
  }

  private static func string(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
    String(String.UnicodeScalarView(scalars))
  }
}
