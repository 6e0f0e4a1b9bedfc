import BenchCore
import Foundation

/// A regular file opened for reading.
struct SourceFile: ~Copyable {
  let path: String
  let version: FileVersion
  private let descriptor: Int32

  /// Opens the file.
  ///
  /// - Throws: `ImageFailure`: missing, not a regular file, or refused by the system.
  init(path: String) throws {
    // Without O_NONBLOCK, opening a named pipe would wait for a writer.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw ImageFailure(path: path, code: errno) }
    var status = stat()
    let failure = fstat(descriptor, &status) == 0 ? nil : ImageFailure(path: path, code: errno)
    guard failure == nil, let version = FileVersion(descriptor: descriptor) else {
      close(descriptor)
      throw failure ?? ImageFailure(path: path, reason: .notAFile)
    }
    self.path = path
    self.descriptor = descriptor
    self.version = version
  }

  deinit { close(descriptor) }

  /// The first bytes of the file, at most `limit` of them.
  ///
  /// - Throws: `ImageFailure`: empty, or refused by the system.
  func bytes(limit: Int = .max) throws -> [UInt8] {
    let bytes = try bytes(from: 0, limit: limit)
    guard !bytes.isEmpty else { throw ImageFailure(path: path, reason: .empty) }
    return bytes
  }

  /// The bytes from an offset on, at most `limit` of them; fewer, or none, where the file ends.
  ///
  /// - Throws: `ImageFailure`: refused by the system.
  func bytes(from offset: Int, limit: Int) throws -> [UInt8] {
    let capacity = max(0, min(limit, version.size - offset))
    return try [UInt8](unsafeUninitializedCapacity: capacity) { buffer, count in
      while count < capacity {
        let read = pread(descriptor, buffer.baseAddress! + count, capacity - count, off_t(offset + count))
        if read < 0, errno == EINTR { continue }
        guard read >= 0 else { throw ImageFailure(path: path, code: errno) }
        if read == 0 { break }
        count += read
      }
    }
  }
}
