import Foundation

/// What tells one version of a file from the next: its size in bytes, the times of its last changes of content and of
/// status in nanoseconds since 1970, and its inode.
///
/// The last two find what `touch -r` hides: no call sets the time of a change of status, and a file that was moved to the
/// place has an inode of its own.
package struct FileVersion: Hashable, BitwiseCopyable, Sendable {
  package let size: Int
  package let modificationTime: Int64
  package let statusTime: Int64
  package let inode: UInt64

  /// The version of the file at a path; `nil` where there is no regular file.
  package init?(path: String) {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    self.init(status)
  }

  /// The version of an open file; `nil` where it is no regular file.
  package init?(descriptor: Int32) {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { return nil }
    self.init(status)
  }

  private init?(_ status: stat) {
    guard status.st_mode & S_IFMT == S_IFREG else { return nil }
    size = Int(status.st_size)
    modificationTime = Self.nanoseconds(status.st_mtim)
    statusTime = Self.nanoseconds(status.st_ctim)
    inode = UInt64(status.st_ino)
  }

  /// A version that no file has.
  private init() { (size, modificationTime, statusTime, inode) = (-1, 0, 0, 0) }

  /// Stands for the version of a file that was never looked at.
  package static let none = FileVersion()

  /// Whether a change at `time` or later would be another version.
  ///
  /// The clocks that file systems stamp with tick every few milliseconds, those of some every second or two: what is
  /// written twice within a tick has one time.
  package func isSettled(at time: Int64) -> Bool {
    let tick: Int64 = statusTime % 1_000_000_000 == 0 ? 2_000_000_000 : 20_000_000
    return time &- statusTime > tick
  }

  /// The time in nanoseconds since 1970.
  package static func now() -> Int64 {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return nanoseconds(time)
  }

  /// Years after 2262 wrap around, which is as good for telling versions apart.
  private static func nanoseconds(_ time: timespec) -> Int64 {
    Int64(time.tv_sec) &* 1_000_000_000 &+ Int64(time.tv_nsec)
  }
}
