import BenchCore
import Foundation
import SystemPackage

/// The file that takes what a run's process prints.
///
/// It gets its name from the process once that holds the run's lock: another sweep that only finds the run taken must not
/// replace the log of the one that executes it.
struct LogFile: Sendable {
  /// Only so much of the end of a log is read: a library may have filled it.
  private static let tailBytes = 64 << 10

  private let file: URL
  /// Where it is as long as it has not got its name.
  let provisional: URL
  /// To be closed by who starts the process.
  let descriptor: FileDescriptor

  /// Starts a log, which leaves an older one of the run in its place for the moment.
  ///
  /// - Throws: `FileFailure`.
  init(_ file: URL) throws(FileFailure) {
    let folder = file.deletingLastPathComponent()
    try OutputFolder.create(folder)
    var status = stat()
    if lstat(file.path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR {
      errno = EISDIR
      throw FileFailure(operation: .create, file: file.relativePath)
    }
    self.file = file
    // The process that prints to it inherits its lock, so that nobody takes it for abandoned.
    let (path, opened) = try UnfinishedFiles.create(for: file)
    _ = fcntl(opened, F_SETFL, O_APPEND)
    provisional = URL(filePath: path)
    descriptor = FileDescriptor(rawValue: opened)
  }

  /// Gives a log its name. What was in its place is replaced, a link too: nothing is written through one.
  ///
  /// - Throws: `FileFailure`, such as for a folder in its place.
  static func name(_ provisional: URL, _ file: URL) throws(FileFailure) {
    guard rename(provisional.path, file.path) == 0 || errno == ENOENT else {
      throw FileFailure(operation: .replace, file: file.relativePath)
    }
  }

  /// Gives the log its name where the process has not come so far, and returns its last words; a log of a process that
  /// did nothing is removed.
  func finish(isOfUse: Bool) -> String? {
    let words = Self.lastWords(of: access(provisional.path, F_OK) == 0 ? provisional : file)
    if !isOfUse || rename(provisional.path, file.path) != 0 { unlink(provisional.path) }
    return words
  }

  /// The error that ended the run, or the end of its output where it had no time to say; `nil` where there is none.
  static func lastWords(of file: URL) -> String? {
    let lines = (tail(of: file) ?? "").split(whereSeparator: { $0.isNewline || $0 == "\r" })
      .map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
    let start = lines.lastIndex { $0.hasPrefix("Error: ") } ?? max(0, lines.count - 3)
    let words = lines[start...].map { String($0.prefix(2000)).printableLine.prefix(2000) }.joined(separator: " | ")
    return words.isEmpty ? nil : String(words.trimmingPrefix("Error: "))
  }

  private static func tail(of file: URL) -> String? {
    let descriptor = open(file.path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
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
