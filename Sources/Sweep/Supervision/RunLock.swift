import BenchCore
import Foundation
import Synchronization

/// Held by the process that executes a run, so that no other does: a file `RESULTS/locks/NAME.lock`, which works on
/// network file systems too.
///
/// The holder renews the file's time. A lock whose holder has ended on this machine, or whose time another machine has
/// not renewed for a minute by the clock of the file system, is taken over.
package final class RunLock: Sendable {
  /// Seconds between two renewals.
  private static let heartbeat = 10.0
  /// Seconds after which a lock of another machine counts as left behind.
  static let patience = 60.0

  private let file: URL
  private let content: Data
  private let isReleased = Mutex(false)
  /// The holder that this lock was taken over from, such as `process 4711 on node3`.
  package let formerHolder: String?

  private init(file: URL, content: Data, formerHolder: String?) {
    self.file = file
    self.content = content
    self.formerHolder = formerHolder
  }

  /// Takes the lock of a run, over from a holder that is gone if need be.
  ///
  /// - Parameter lost: Called from another thread if another process has taken the lock over: this one was taken for
  ///   dead, and must leave the run to the other.
  /// - Throws: `RunLockFailure.held`, and `FileFailure` where there can be no lock.
  package static func take(_ task: RunTask, lost: @escaping @Sendable () -> Void) throws -> RunLock {
    let file = task.workspace.lockFile(of: task.run)
    let content = try LockHolder.current().canonicalJSON()
    for attempt in 0..<50 {
      if attempt > 0 { usleep(20_000) }
      let candidate: String
      do {
        candidate = try Self.candidate(content, for: file)
      } catch {
        // The folder may have gone with the end of another sweep.
        guard attempt < 3 else { throw error }
        continue
      }
      defer { unlink(candidate) }
      if try place(candidate, content, at: file) { return hold(file, content, lost: lost) }
      guard let present = try PresentLock(file) else { continue }
      if present.isHeld(now: candidate) { throw RunLockFailure.held(by: present.name) }
      if replace(present, with: candidate, at: file) {
        return hold(file, content, formerHolder: present.name, lost: lost)
      }
    }
    throw RunLockFailure.held(by: "a process that takes it over")
  }

  /// Whether a process holds the lock of a run, as far as can be known.
  static func isHeld(_ file: URL) -> Bool {
    guard let present = try? PresentLock(file) else { return false }
    guard present.holder?.isRunning == nil else { return present.holder?.isRunning == true }
    guard let probe = try? candidate(Data(), for: file) else { return true }
    defer { unlink(probe) }
    return present.isHeld(now: probe)
  }

  /// Gives the lock back.
  package func release() {
    let wasReleased = isReleased.withLock { released in
      defer { released = true }
      return released
    }
    guard !wasReleased, isOurs == true else { return }
    unlink(file.path)
  }
}

// MARK: - Files

extension RunLock {
  /// A lock's file as it is found.
  private struct PresentLock {
    var content: Data
    var renewedAt: Double
    /// `nil` for a file that no holder wrote.
    var holder: LockHolder?

    /// `nil` where there is no such file (any more).
    init?(_ file: URL) throws(FileFailure) {
      // Opening makes network file systems ask for the present times.
      let descriptor = open(file.path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
      guard descriptor >= 0 else {
        if errno == ENOENT || errno == ESTALE { return nil }
        throw FileFailure(operation: .create, file: file.relativePath)
      }
      defer { close(descriptor) }
      var status = stat()
      var bytes = [UInt8](repeating: 0, count: 4096)
      let count = read(descriptor, &bytes, bytes.count)
      guard fstat(descriptor, &status) == 0, count >= 0 else {
        throw FileFailure(operation: .create, file: file.relativePath)
      }
      content = Data(bytes[..<count])
      renewedAt = status.modifiedAt
      holder = try? JSONDecoder().decode(LockHolder.self, from: content)
    }

    var name: String { holder?.name ?? "an unknown process" }

    /// - Parameter probe: A file just written beside the lock, whose time is the present one.
    func isHeld(now probe: String) -> Bool {
      if let running = holder?.isRunning { return running }
      var status = stat()
      guard stat(probe, &status) == 0 else { return true }
      // A time to come is one from before the clock was set back: a living holder would have renewed it.
      return abs(status.modifiedAt - renewedAt) < RunLock.patience
    }
  }

  /// Writes a file that may become the lock.
  private static func candidate(_ content: Data, for file: URL) throws(FileFailure) -> String {
    let folder = file.deletingLastPathComponent()
    try OutputFolder.create(folder)
    let (path, descriptor) = try UnfinishedFiles.create(for: file)
    try fill(descriptor, at: path, with: content, for: file)
    return path
  }

  /// Makes a candidate the lock where there is none; whether it has become it.
  private static func place(_ candidate: String, _ content: Data, at file: URL) throws(FileFailure) -> Bool {
    if link(candidate, file.path) == 0 { return true }
    switch errno {
    case EEXIST, ENOENT: return false
    case EPERM, EOPNOTSUPP, ENOSYS, EMLINK: return try create(file.path, content, for: file)  // there are no hard links
    default: throw FileFailure(operation: .create, file: file.relativePath)
    }
  }

  /// Creates a file with a content; `false` where there is something of that name, or no folder any more.
  private static func create(_ path: String, _ content: Data, for file: URL) throws(FileFailure) -> Bool {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else {
      if errno == EEXIST || errno == ENOENT { return false }
      throw FileFailure(operation: .create, file: file.relativePath)
    }
    try fill(descriptor, at: path, with: content, for: file)
    return true
  }

  /// Writes the content of a new file and closes it.
  private static func fill(
    _ descriptor: Int32, at path: String, with content: Data, for file: URL
  ) throws(FileFailure) {
    defer { close(descriptor) }
    let written = content.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
    guard written == content.count else {
      let failure = FileFailure(operation: .write, file: file.relativePath)
      unlink(path)
      throw failure
    }
  }

  /// Puts a candidate in the place of a lock that was left behind; whether it is there now.
  ///
  /// A second file lets only one process at a time do so: others would replace the new lock.
  private static func replace(_ stale: PresentLock, with candidate: String, at file: URL) -> Bool {
    let turn = file.path + ".takeover"
    let descriptor = open(turn, O_WRONLY | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    // The kernel takes this lock back from a process that is killed here.
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK else { return false }
    var (opened, named) = (stat(), stat())
    guard fstat(descriptor, &opened) == 0, lstat(turn, &named) == 0, opened.st_ino == named.st_ino else { return false }
    defer { unlink(turn) }
    guard let present = try? PresentLock(file), present.content == stale.content, present.renewedAt == stale.renewedAt
    else { return false }
    return rename(candidate, file.path) == 0
  }
}

// MARK: - Holding

extension RunLock {
  private static func hold(
    _ file: URL, _ content: Data, formerHolder: String? = nil, lost: @escaping @Sendable () -> Void
  ) -> RunLock {
    let lock = RunLock(file: file, content: content, formerHolder: formerHolder)
    let thread = Thread { [weak lock] in
      while true {
        Thread.sleep(forTimeInterval: heartbeat)
        guard let lock, !lock.isReleased.withLock({ $0 }) else { return }
        if lock.isOurs == false, !lock.isReleased.withLock({ $0 }) { return lost() }
        utimensat(AT_FDCWD, lock.file.path, nil, AT_SYMLINK_NOFOLLOW)
      }
    }
    thread.name = "lock"
    thread.start()
    return lock
  }

  /// Whether the file is still the one that was placed; `nil` where it cannot be read, or was removed.
  private var isOurs: Bool? {
    guard let present = try? PresentLock(file) else { return nil }
    return present.content == content
  }
}

extension stat {
  /// In seconds by the clock of the file system.
  fileprivate var modifiedAt: Double { Double(st_mtim.tv_sec) + Double(st_mtim.tv_nsec) / 1e9 }
}
