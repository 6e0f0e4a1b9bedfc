import Foundation

/// Notices the end of the sweep that started this process.
package enum LifelineWatch {
  /// Calls `body` from a thread of its own when the lifeline on standard input has ended.
  package static func start(_ body: @escaping @Sendable () -> Void) {
    let thread = Thread {
      var byte: UInt8 = 0
      while true {
        let count = read(STDIN_FILENO, &byte, 1)
        if count > 0 || (count < 0 && errno == EINTR) { continue }
        return body()
      }
    }
    thread.name = "lifeline"
    thread.start()
  }
}
