import BenchCore
import Foundation
import SystemPackage

/// The file that takes what a run's process prints.
enum LogFile {
  /// Only so much of the end of a log is read: a library may have filled it.
  private static let tailBytes = 64 << 10

  /// Starts a log anew. What was in its place is replaced, a link too: nothing is written through one.
  ///
  /// - Throws: `FileFailure`.
  static func create(_ file: URL) throws(FileFailure) -> FileDescriptor {
    try OutputFolder.create(file.deletingLastPathComponent())
    unlink(file.path)
    let descriptor = open(file.path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC | O_APPEND, 0o644)
    guard descriptor >= 0 else { throw FileFailure(operation: .create, file: file.relativePath) }
    return FileDescriptor(rawValue: descriptor)
  }

  /// The error that ended a run, or the end of its output where it had no time to say; `nil` where there is none.
  static func lastWords(in file: URL) -> String? {
    let lines = tail(of: file).split(whereSeparator: { $0.isNewline || $0 == "\r" })
      .map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
    let start = lines.lastIndex { $0.hasPrefix("Error: ") } ?? max(0, lines.count - 3)
    let words = lines[start...].map { String($0.prefix(2000)).withoutControlCharacters }.joined(separator: " | ")
    return words.isEmpty ? nil : String(words.trimmingPrefix("Error: "))
  }

  private static func tail(of file: URL) -> String {
    let descriptor = open(file.path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else { return "" }
    defer { close(descriptor) }
    let size = lseek(descriptor, 0, SEEK_END)
    lseek(descriptor, max(0, size - off_t(tailBytes)), SEEK_SET)
    var bytes = [UInt8](repeating: 0, count: tailBytes)
    var count = 0
    while count < tailBytes {
      let read = bytes.withUnsafeMutableBytes {
        Foundation.read(descriptor, $0.baseAddress! + count, tailBytes - count)
      }
      guard read > 0 else { break }
      count += read
    }
    return String(decoding: bytes[..<count], as: UTF8.self)
  }
}
