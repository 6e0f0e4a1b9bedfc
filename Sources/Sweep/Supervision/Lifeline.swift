import Foundation
import Synchronization
import SystemPackage

/// A pipe whose write end only one process holds: its reader learns of that process's end, however it ends.
final class Lifeline: Sendable {
  /// To be the standard input of a child, and closed here when the child has it.
  let readEnd: FileDescriptor
  private let writeEnd: Mutex<FileDescriptor?>

  /// - Throws: `Errno` where no more files can be opened.
  init() throws {
    let ends = try FileDescriptor.pipe()
    // A sibling that inherited the write end would keep the pipe open. swift-subprocess closes what it does not hand on.
    for end in [ends.readEnd, ends.writeEnd] { _ = fcntl(end.rawValue, F_SETFD, FD_CLOEXEC) }
    readEnd = ends.readEnd
    writeEnd = Mutex(ends.writeEnd)
  }

  deinit { end() }

  /// Ends the lifeline, as this process's end does.
  func end() {
    writeEnd.withLock { descriptor in
      try? descriptor?.close()
      descriptor = nil
    }
  }
}
