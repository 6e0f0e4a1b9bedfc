import BenchCore
import Foundation

/// Whole files on the disk, with the operating system's reason in every error.
enum DiskFile {
  /// The size in bytes of a regular file.
  static func size(of url: URL) throws -> Int {
    var status = stat()
    guard stat(url.path, &status) == 0 else { throw failure("open", url) }
    guard status.st_mode & S_IFMT == S_IFREG else { throw failure("open", url, reason: "it is not a regular file") }
    guard access(url.path, R_OK) == 0 else { throw failure("open", url) }
    return Int(status.st_size)
  }

  /// The contents of a file.
  static func read(_ url: URL) throws -> Data {
    do {
      return try Data(contentsOf: url)
    } catch {
      throw failure("read", url, reason: error.systemReason)
    }
  }

  /// Replaces a file whole or not at all.
  static func replace(_ url: URL, with bytes: UnsafeRawBufferPointer) throws {
    do throws(FileFailure) {
      try AtomicFile.write(bytes, to: url)
    } catch {
      throw failure(error.operation.rawValue, url, reason: error.reason)
    }
  }

  private static func failure(_ operation: String, _ url: URL, reason: String? = nil) -> HDF5Failure {
    let code = errno
    return .fileSystem(operation: operation, file: url.path, reason: reason ?? String(cString: strerror(code)))
  }
}
