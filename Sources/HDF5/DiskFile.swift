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
      throw failure("read", url, reason: error.localizedDescription)
    }
  }

  /// Replaces a file in one step: the bytes are written beside it, synchronised and then renamed.
  ///
  /// On failure the new file is removed and what was at `url` stays.
  static func replace(_ url: URL, with bytes: UnsafeRawBufferPointer) throws {
    let folder = url.deletingLastPathComponent()
    let name = ".\(url.lastPathComponent).\(UUID().uuidString).partial"
    let partial = folder.appending(path: name)
    let descriptor = open(partial.path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw failure("create", url) }
    do {
      try write(bytes, to: descriptor, for: url)
      guard rename(partial.path, url.path) == 0 else { throw failure("replace", url) }
    } catch {
      unlink(partial.path)
      throw error
    }
    synchronize(folder)
  }

  /// Writes and synchronises all bytes and closes the descriptor.
  private static func write(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32, for url: URL) throws {
    var isOpen = true
    defer { if isOpen { close(descriptor) } }
    var rest = bytes
    while !rest.isEmpty {
      let written = Foundation.write(descriptor, rest.baseAddress, rest.count)
      if written < 0 && errno == EINTR { continue }
      guard written > 0 else { throw failure("write", url) }
      rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(written))
    }
    guard fsync(descriptor) == 0 else { throw failure("write", url) }
    isOpen = false
    guard close(descriptor) == 0 else { throw failure("write", url) }
  }

  /// Makes the new name survive a power failure; the file itself is already safe, so failures do not matter.
  private static func synchronize(_ folder: URL) {
    let descriptor = open(folder.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    fsync(descriptor)
    close(descriptor)
  }

  private static func failure(_ operation: String, _ url: URL, reason: String? = nil) -> HDF5Failure {
    let code = errno
    return .fileSystem(operation: operation, file: url.path, reason: reason ?? String(cString: strerror(code)))
  }
}
