public import Foundation

/// Text files as editors and scripts of every system write them: UTF-8, with or without a byte order mark, lines that
/// end in `\n` or `\r\n`.
public enum PlainText {
  /// Bytes that are no UTF-8 text.
  public struct Failure: Error, Equatable, Sendable {
    /// What they are instead, such as `it is UTF-16 text; save it as UTF-8`.
    public let reason: String
  }

  /// The text without its byte order mark.
  ///
  /// - Throws: `PlainText.Failure` naming the encoding, where it can be told, or the first line that is not UTF-8.
  public static func string(_ data: Data) throws(Failure) -> String {
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    let body = data.starts(with: mark) ? data.dropFirst(mark.count) : data
    if let text = String(validating: body, as: UTF8.self) { return text }
    if let reason = refusal(of: data) { throw Failure(reason: reason) }
    let lines = body.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    let line = lines.firstIndex { String(validating: $0, as: UTF8.self) == nil } ?? 0
    throw Failure(reason: "line \(line + 1) is not UTF-8 text")
  }

  /// The lines of a text, the last one whether it is ended or not.
  ///
  /// - Throws: `PlainText.Failure` as `string(_:)`.
  public static func lines(_ data: Data) throws(Failure) -> [String] {
    var lines = try string(data).utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map {
      String(Substring($0.last == UInt8(ascii: "\r") ? $0.dropLast() : $0))
    }
    if lines.last == "" { lines.removeLast() }
    return lines
  }

  /// Why bytes are text of another encoding than UTF-8, told by their first four; `nil` where that cannot be told.
  public static func refusal(of bytes: some Collection<UInt8>) -> String? {
    let head = Array(bytes.prefix(4))
    let name: String? =
      switch (head.first, head.dropFirst().first) {
      case (0xFF, 0xFE) where head == [0xFF, 0xFE, 0, 0]: "UTF-32"
      case (0xFF, 0xFE), (0xFE, 0xFF): "UTF-16"
      // A text in Latin letters without a mark: every other byte is zero.
      case (let first?, let second?) where (first == 0) != (second == 0): "UTF-16"
      default: nil
      }
    return name.map { "it is \($0) text; save it as UTF-8" }
  }
}
