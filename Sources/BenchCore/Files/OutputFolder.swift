package import Foundation

/// Folders and files that commands write.
package enum OutputFolder {
  /// Creates a folder with those above it.
  ///
  /// - Throws: `FileFailure`.
  package static func create(_ folder: URL) throws(FileFailure) {
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    } catch {
      throw FileFailure(operation: .create, file: folder.relativePath, error)
    }
  }

  /// Finds out, before work is begun, whether files can be written into a folder that is there; leaves nothing in it.
  ///
  /// - Throws: `FileFailure`.
  package static func checkWritable(_ folder: URL) throws(FileFailure) {
    // Given up before it is finished, a file leaves nothing.
    do throws(FileFailure) {
      try AtomicFile(replacing: folder.appending(path: "write-probe")).write("?")
    } catch {
      throw FileFailure(operation: error.operation, file: folder.relativePath, reason: error.reason)
    }
  }

  /// Finds out, before work is begun, whether a file can be written into a folder that is there.
  ///
  /// - Throws: `FileFailure`, also where a folder is in the file's place.
  package static func checkWritable(file: URL) throws(FileFailure) {
    try checkWritable(file.deletingLastPathComponent())
    var status = stat()
    // A link to a folder would be replaced.
    guard lstat(file.path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else { return }
    throw FileFailure(operation: .replace, file: file.relativePath, reason: SystemReason.text(EISDIR))
  }

  /// Writes a text, whole or not at all.
  ///
  /// - Throws: `FileFailure`.
  package static func write(_ text: String, to file: URL) throws(FileFailure) {
    try AtomicFile.write(Data(text.utf8), to: file)
  }
}
