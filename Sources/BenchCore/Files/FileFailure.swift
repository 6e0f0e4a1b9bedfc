import Foundation

/// A file or folder that cannot be written or read, with the operating system's reason.
package struct FileFailure: BenchFailure, Equatable {
  package enum Operation: String, Sendable {
    case create, write, replace, read
  }

  package var operation: Operation
  package var file: String
  package var reason: String

  /// - Parameter reason: The operating system's message of the call that has just failed, if none is given.
  package init(operation: Operation, file: String, reason: String? = nil) {
    let code = errno
    self.operation = operation
    self.file = file
    self.reason = reason ?? SystemReason.text(code, at: file)
  }

  /// What Foundation threw, with the reason that it hides.
  package init(operation: Operation, file: String, _ error: any Error) {
    let reason = error.systemCode.map { SystemReason.text($0, at: file) } ?? error.systemReason
    self.init(operation: operation, file: file, reason: reason)
  }

  /// A Foundation error that comes from somewhere below; `nil` for other errors.
  package init?(_ error: any Error) {
    guard error.isFromFoundation else { return nil }
    // Foundation's numbers of errors in writing begin at 512.
    let isWriting = (error as NSError).domain == NSCocoaErrorDomain && (error as NSError).code >= 512
    self.init(operation: isWriting ? .write : .read, file: error.systemFile ?? "a file", error)
  }

  package var problem: String { "cannot be \(operation == .read ? "read" : "written"): \(reason)" }
  package var location: String? { file }
  package var remedy: String? { operation == .read ? nil : SystemReason.remedy(for: reason) }
}
