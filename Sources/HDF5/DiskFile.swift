import BenchCore
import Foundation

/// A regular file that is open for reading, with the operating system's reason in every error.
final class DiskFile: Sendable {
  let url: URL
  private let descriptor: Int32
  let byteCount: Int

  /// Opens a file; a pipe or a device is refused without waiting for it.
  init(_ url: URL) throws {
    let descriptor = open(url.path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else { throw Self.failure("open", url) }
    var status = stat()
    let isRegular = fstat(descriptor, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
    (self.url, self.descriptor, byteCount) = (url, descriptor, Int(status.st_size))
    let isFolder = status.st_mode & S_IFMT == S_IFDIR
    guard isRegular else {
      throw Self.failure("open", url, reason: isFolder ? "it is a folder" : "it is not a regular file")
    }
  }

  deinit { close(descriptor) }

  /// Fills `buffer` from an offset on as far as the file goes, and returns the number of bytes.
  func read(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    var count = 0
    while count < buffer.count {
      let read = pread(descriptor, buffer.baseAddress.map { $0 + count }, buffer.count - count, offset + count)
      if read < 0, errno == EINTR { continue }
      guard read >= 0 else { throw Self.failure("read", url) }
      if read == 0 { break }
      count += read
    }
    return count
  }

  private static func failure(_ operation: String, _ url: URL, reason: String? = nil) -> HDF5Failure {
    let code = errno
    return .fileSystem(operation: operation, file: url.path, reason: reason ?? String(cString: strerror(code)))
  }
}
