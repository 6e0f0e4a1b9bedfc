package import Foundation

/// A file that appears whole or not at all: written beside its target, synchronised, then renamed.
///
/// Whatever fails, or is thrown away without `finish()`, the target stays as it was and nothing is left beside it. A
/// killed process leaves a hidden file whose name ends in `.partial`, which the next process that writes into the folder
/// removes. A link in the target's place is replaced; what it points to stays as it was.
package final class AtomicFile {
  private let target: URL
  private let partial: String
  private var descriptor: Int32

  /// Creates the partial file.
  ///
  /// - Throws: `FileFailure`.
  package init(replacing target: URL) throws(FileFailure) {
    self.target = target
    (partial, descriptor) = try UnfinishedFiles.create(for: target)
  }

  deinit {
    guard descriptor >= 0 else { return }
    unlink(partial)
    close(descriptor)
  }

  /// Appends bytes.
  ///
  /// - Throws: `FileFailure`, such as for a full disk.
  package func write(_ bytes: UnsafeRawBufferPointer) throws(FileFailure) {
    var rest = bytes
    while !rest.isEmpty {
      let written = Foundation.write(descriptor, rest.baseAddress, rest.count)
      if written < 0, errno == EINTR { continue }
      guard written > 0 else { throw FileFailure(operation: .write, file: target.relativePath) }
      rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(written))
    }
  }

  /// Appends a text.
  ///
  /// - Throws: `FileFailure`, such as for a full disk.
  package func write(_ text: String) throws(FileFailure) {
    var text = text
    let result = text.withUTF8 { bytes in
      Result { () throws(FileFailure) in try write(UnsafeRawBufferPointer(bytes)) }
    }
    try result.get()
  }

  /// Puts the file in its place once its bytes are on the disk.
  ///
  /// - Throws: `FileFailure`, such as for a folder in the target's place.
  package func finish() throws(FileFailure) {
    guard fsync(descriptor) == 0 else { throw FileFailure(operation: .write, file: target.relativePath) }
    guard rename(partial, target.path) == 0 else { throw FileFailure(operation: .replace, file: target.relativePath) }
    let failed = close(descriptor) != 0
    descriptor = -1
    guard !failed else { throw FileFailure(operation: .write, file: target.relativePath) }
    Self.synchronizeFolder(of: target)
  }

  /// Puts the file in its place at once, which is enough for readers and for a process that is killed, and its bytes on
  /// the disk in the background. Until they are there the file before it stays as `previous`, for the case of a power
  /// failure; where they never get there it goes back to its place.
  ///
  /// - Throws: `FileFailure`.
  package func finish(keeping previous: URL) throws(FileFailure) -> Settling {
    unlink(previous.path)
    if access(target.path, F_OK) == 0, link(target.path, previous.path) != 0 {
      // There are file systems without hard links.
      try finish()
      return Settling { nil }
    }
    guard rename(partial, target.path) == 0 else {
      let failure = FileFailure(operation: .replace, file: target.relativePath)
      unlink(previous.path)
      throw failure
    }
    let (file, target) = (descriptor, target)
    descriptor = -1
    return Settling {
      let failure = fsync(file) == 0 ? nil : FileFailure(operation: .write, file: target.relativePath)
      close(file)
      if failure == nil {
        Self.synchronizeFolder(of: target)
        unlink(previous.path)
      } else {
        rename(previous.path, target.path)
      }
      return failure
    }
  }

  /// Writes a whole file.
  ///
  /// - Throws: `FileFailure`.
  package static func write(_ bytes: UnsafeRawBufferPointer, to target: URL) throws(FileFailure) {
    let file = try AtomicFile(replacing: target)
    try file.write(bytes)
    try file.finish()
  }

  /// Writes a whole file.
  ///
  /// - Throws: `FileFailure`.
  package static func write(_ data: Data, to target: URL) throws(FileFailure) {
    let result = data.withUnsafeBytes { bytes in
      Result { () throws(FileFailure) in try write(bytes, to: target) }
    }
    try result.get()
  }

  /// Makes the new name survive a power failure; the file itself is already safe, so failures do not matter.
  private static func synchronizeFolder(of target: URL) {
    let folder = open(target.deletingLastPathComponent().path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard folder >= 0 else { return }
    fsync(folder)
    close(folder)
  }
}
