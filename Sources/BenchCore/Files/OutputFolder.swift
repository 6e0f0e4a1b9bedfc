package import Foundation

/// Folders and files that commands write.
package enum OutputFolder {
  /// Creates a folder with those above it.
  ///
  /// - Throws: `OutputFailure`.
  package static func create(_ folder: URL) throws(OutputFailure) {
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    } catch {
      throw OutputFailure(place: folder.relativePath, reason: error.localizedDescription)
    }
  }

  /// Writes a text, whole or not at all.
  ///
  /// - Throws: `OutputFailure`.
  package static func write(_ text: String, to file: URL) throws(OutputFailure) {
    try write(Data(text.utf8), to: file)
  }

  /// Writes bytes, whole or not at all.
  ///
  /// - Throws: `OutputFailure`.
  package static func write(_ bytes: Data, to file: URL) throws(OutputFailure) {
    do {
      try bytes.write(to: file, options: .atomic)
    } catch {
      throw OutputFailure(place: file.relativePath, reason: error.localizedDescription)
    }
  }
}
