import Dispatch
import Synchronization

/// Bytes on their way to the disk.
package final class Settling: Sendable {
  private let group = DispatchGroup()
  private let failure = Mutex<FileFailure?>(nil)

  /// - Parameter work: Done in the background at once; returns why it failed.
  init(_ work: @escaping @Sendable () -> FileFailure?) {
    DispatchQueue.global().async(group: group) { [self] in
      let result = work()
      failure.withLock { $0 = result }
    }
  }

  /// Waits until they are there.
  ///
  /// - Throws: `FileFailure` where they never will be.
  package func wait() throws(FileFailure) {
    group.wait()
    if let failure = failure.withLock({ $0 }) { throw failure }
  }
}
