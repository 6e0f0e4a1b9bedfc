package import Foundation
import Synchronization

/// Files and folders that are written beside their place, under hidden names ending in `.partial`, and what killed
/// processes left of them.
///
/// Whoever writes one holds a lock on it, which the kernel takes back when the process ends, however it ends: what can be
/// locked is nobody's. Where a file system has no locks, what nobody has changed for a day is nobody's.
package enum UnfinishedFiles {
  private static let suffix = ".partial"
  private static let swept = Mutex<Set<String>>([])

  /// Creates an empty file that is to become `target`, locked and open for writing.
  ///
  /// - Throws: `FileFailure`.
  package static func create(for target: URL) throws(FileFailure) -> (path: String, descriptor: Int32) {
    let folder = target.deletingLastPathComponent()
    sweep(folder)
    while true {
      let path = folder.appending(path: newName(for: target.lastPathComponent)).path
      let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
      guard descriptor >= 0 else { throw FileFailure(operation: .create, file: target.relativePath) }
      if claim(descriptor, at: path) { return (path, descriptor) }
      close(descriptor)
    }
  }

  /// Creates a folder that is to become `target`, or whose files are to go beside it, locked.
  ///
  /// - Throws: `FileFailure`.
  static func createFolder(for target: URL) throws(FileFailure) -> (path: String, descriptor: Int32) {
    let folder = target.deletingLastPathComponent()
    sweep(folder)
    while true {
      let path = folder.appending(path: newName(for: target.lastPathComponent)).path
      guard mkdir(path, 0o777) == 0 else { throw FileFailure(operation: .create, file: target.relativePath) }
      let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
      guard descriptor >= 0 || errno == ENOENT else {
        let failure = FileFailure(operation: .create, file: target.relativePath)
        rmdir(path)
        throw failure
      }
      if descriptor >= 0, claim(descriptor, at: path) { return (path, descriptor) }
      if descriptor >= 0 { close(descriptor) }
    }
  }

  private static func newName(for name: String) -> String {
    // File systems take 255 bytes; a character may have several of them.
    ".\(String(decoding: name.utf8.prefix(200), as: UTF8.self)).\(UUID().uuidString)\(suffix)"
  }

  /// Locks what has just been created; `false` where another process took it for abandoned in between and removed it.
  private static func claim(_ descriptor: Int32, at path: String) -> Bool {
    // Shared: HDF5's readers take such a lock themselves on the file that this one has become.
    while flock(descriptor, LOCK_SH) != 0, errno == EINTR {}
    return access(path, F_OK) == 0 || errno != ENOENT
  }

  /// Removes what dead processes left in a folder; once for each folder, since later remains can wait for the next process.
  private static func sweep(_ folder: URL) {
    guard swept.withLock({ $0.insert(folder.standardizedFileURL.path).inserted }) else { return }
    for name in (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? [] where isUnfinished(name) {
      removeAbandoned(folder.appending(path: name))
    }
  }

  private static func isUnfinished(_ name: String) -> Bool {
    guard name.hasPrefix("."), name.hasSuffix(suffix) else { return false }
    return UUID(uuidString: String(name.dropLast(suffix.count).suffix(36))) != nil
  }

  private static func removeAbandoned(_ url: URL) {
    let path = url.path
    var descriptor = open(path, O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
    if descriptor < 0, errno == EISDIR { descriptor = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC) }
    guard descriptor >= 0 else { return }
    defer { close(descriptor) }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 || (errno != EWOULDBLOCK && isOld(descriptor)) else { return }
    try? FileManager.default.removeItem(at: url)
  }

  private static func isOld(_ descriptor: Int32) -> Bool {
    var status = stat()
    return fstat(descriptor, &status) == 0 && time(nil) - status.st_mtim.tv_sec > 86_400
  }
}
