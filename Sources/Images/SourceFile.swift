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
    guard failure == nil, FileVersion.isRegular(status) else {
      close(descriptor)
      throw failure ?? ImageFailure(path: path, reason: .notAFile)
    }
    self.path = path
    self.descriptor = descriptor
    version = FileVersion(status)
  }

  deinit { close(descriptor) }

  /// The first bytes of the file, at most `limit` of them.
  ///
  /// - Throws: `ImageFailure`: empty, or refused by the system.
  func bytes(limit: Int = .max) throws -> [UInt8] {
    let capacity = min(limit, version.size)
    let bytes = try [UInt8](unsafeUninitializedCapacity: capacity) { buffer, count in
      while count < capacity {
        let read = pread(descriptor, buffer.baseAddress! + count, capacity - count, off_t(count))
        if read < 0, errno == EINTR { continue }
        guard read >= 0 else { throw ImageFailure(path: path, code: errno) }
        if read == 0 { break }
        count += read
      }
    }
    guard !bytes.isEmpty else { throw ImageFailure(path: path, reason: .empty) }
    return bytes
  }
}

/// What tells one version of a file from the next: its size in bytes and its modification time in nanoseconds.
struct FileVersion: Hashable {
  let size: Int
  let modificationTime: Int64

  /// The version of the file at a path, or nil when there is no regular file.
  init?(path: String) {
    var status = stat()
    guard stat(path, &status) == 0, Self.isRegular(status) else { return nil }
    self.init(status)
  }

  init(_ status: stat) {
    size = Int(status.st_size)
    modificationTime = Int64(status.st_mtim.tv_sec) * 1_000_000_000 + Int64(status.st_mtim.tv_nsec)
  }

  static func isRegular(_ status: stat) -> Bool { status.st_mode & S_IFMT == S_IFREG }
}
