import Foundation

/// A weights file, read at any place. No part of it is mapped, so a file that shrinks cannot crash the process.
final class CheckpointFile: Sendable {
  let path: String
  let byteCount: Int
  private let descriptor: Int32

  init(_ url: URL) throws(CheckpointFailure) {
    path = url.path
    // Without waiting: opening a pipe would block for ever.
    descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else {
      throw CheckpointFailure(path: path, reason: .unreadable(String(cString: strerror(errno))))
    }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      close(descriptor)
      throw CheckpointFailure(path: path, reason: .unreadable("it is not a regular file"))
    }
    byteCount = Int(status.st_size)
  }

  deinit { close(descriptor) }

  /// Fills `buffer` with the bytes from `offset` on.
  func read(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) throws(CheckpointFailure) {
    guard contains(offset: offset, count: buffer.count) else { throw damaged("it ends in the middle of its content") }
    var done = 0
    while done < buffer.count, let start = buffer.baseAddress {
      let count = pread(descriptor, start + done, buffer.count - done, off_t(offset + done))
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw failure(.unreadable(String(cString: strerror(errno)))) }
      guard count > 0 else { throw damaged("it became shorter while it was read") }
      done += count
    }
  }

  /// A copy of some bytes; `count` must have been checked to be small.
  func bytes(at offset: Int, count: Int) throws(CheckpointFailure) -> [UInt8] {
    guard contains(offset: offset, count: count) else { throw damaged("it ends in the middle of its content") }
    var bytes = [UInt8](repeating: 0, count: count)
    do {
      try bytes.withUnsafeMutableBytes { try read(at: offset, into: $0) }
    } catch let failure as CheckpointFailure {
      throw failure
    } catch {
      throw self.failure(.unreadable("\(error)"))
    }
    return bytes
  }

  /// Whether a range lies inside the file.
  func contains(offset: Int, count: Int) -> Bool {
    offset >= 0 && count >= 0 && offset <= byteCount && count <= byteCount - offset
  }

  func failure(_ reason: CheckpointFailure.Reason) -> CheckpointFailure {
    CheckpointFailure(path: path, reason: reason)
  }

  func damaged(_ what: String) -> CheckpointFailure { failure(.damaged(what)) }
}

extension [UInt8] {
  /// The little-endian integer at an offset; `nil` where the bytes end before.
  func littleEndian<Value: FixedWidthInteger>(_ type: Value.Type, at offset: Int) -> Value? {
    let size = MemoryLayout<Value>.size
    guard offset >= 0, size <= count, offset <= count - size else { return nil }
    return self[offset..<offset + size].reversed().reduce(0) { $0 << 8 | Value(truncatingIfNeeded: $1) }
  }
}
