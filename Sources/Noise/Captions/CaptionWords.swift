/// The words of a caption: runs of letters, digits, apostrophes and hyphens, with at least one letter or digit.
///
/// Bytes are compared, which is fast; all characters outside ASCII count as letters.
enum CaptionWords {
  /// Where the words are, in order.
  static func ranges(in caption: String) -> [Range<String.Index>] {
    let bytes = caption.utf8
    var ranges: [Range<String.Index>] = []
    var start: String.Index?
    var hasLetter = false
    var position = bytes.startIndex
    func close() {
      if let start, hasLetter { ranges.append(start..<position) }
      start = nil
      hasLetter = false
    }
    while position < bytes.endIndex {
      let byte = bytes[position]
      if isLetterOrDigit(byte) || byte == UInt8(ascii: "'") || byte == UInt8(ascii: "-") {
        start = start ?? position
        hasLetter = hasLetter || isLetterOrDigit(byte)
      } else {
        close()
      }
      bytes.formIndex(after: &position)
    }
    close()
    return ranges
  }

  /// The words in lower case, in order, with repetitions.
  static func lowercased(in caption: String) -> [String] {
    let lowercased = caption.lowercased()
    return ranges(in: lowercased).map { String(lowercased[$0]) }
  }

  private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), 0x80...0xff:
      true
    default: false
    }
  }
}
