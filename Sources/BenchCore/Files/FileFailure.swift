import Foundation

/// A file or folder that cannot be written, with the operating system's reason.
package struct FileFailure: BenchFailure, Equatable {
  package enum Operation: String, Sendable {
    case create, write, replace
  }

  package var operation: Operation
  package var file: String
  package var reason: String

  /// - Parameter reason: The operating system's message of the call that has just failed, if none is given.
  package init(operation: Operation, file: String, reason: String? = nil) {
    let code = errno
    self.operation = operation
    self.file = file
    self.reason = reason ?? String(cString: strerror(code))
  }

  package var problem: String { "cannot be written: \(reason)" }
  package var location: String? { file }
  package var remedy: String? { "choose another folder, or make room and allow writing" }
}
