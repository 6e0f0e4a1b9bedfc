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

  /// Writes a text, whole or not at all.
  ///
  /// - Throws: `FileFailure`.
  package static func write(_ text: String, to file: URL) throws(FileFailure) {
    try AtomicFile.write(Data(text.utf8), to: file)
  }
}
