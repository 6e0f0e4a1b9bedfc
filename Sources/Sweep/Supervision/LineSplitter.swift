/// Splits the output of a program into lines, whatever bytes it prints and however long its lines are.
///
/// A line ends with `\n`, `\r` (as progress bars print) or both. What is no UTF-8 becomes U+FFFD.
struct LineSplitter {
  /// Of longer lines only so many bytes are kept, and the number of the others.
  static let keptBytes = 64 << 10

  private var line: [UInt8] = []
  private var droppedBytes = 0
  private var endedWithReturn = false

  /// The lines that end in the next bytes of the output.
  mutating func lines(in bytes: UnsafeRawBufferPointer) -> [String] {
    var lines: [String] = []
    var start = 0
    for (index, byte) in bytes.enumerated() where byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") {
      let isSecondHalf = byte == UInt8(ascii: "\n") && endedWithReturn && index == start
      if !isSecondHalf {
        append(bytes[start..<index])
        lines.append(flush())
      }
      start = index + 1
      endedWithReturn = byte == UInt8(ascii: "\r")
    }
    if start < bytes.count {
      append(bytes[start...])
      endedWithReturn = false
    }
    return lines
  }

  /// What is left where the output ends without the end of a line; `nil` if nothing is.
  mutating func rest() -> String? {
    line.isEmpty ? nil : flush()
  }

  private mutating func append(_ bytes: Slice<UnsafeRawBufferPointer>) {
    let kept = bytes.prefix(Self.keptBytes - line.count)
    line += kept
    droppedBytes += bytes.count - kept.count
  }

  private mutating func flush() -> String {
    defer { (line, droppedBytes) = ([], 0) }
    let text = String(decoding: line, as: UTF8.self)
    return droppedBytes == 0 ? text : "\(text)... (\(droppedBytes) more bytes)"
  }
}
