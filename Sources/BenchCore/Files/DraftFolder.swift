package import Foundation

/// A hidden folder in which files are made that other programs write, or many at once, before they go to their places.
///
/// It goes away with its owner; that of a killed process goes when the next one is made in the same folder.
package final class DraftFolder {
  package let url: URL
  private let descriptor: Int32

  /// Makes a folder for what is to become `name` of another folder, on the same file system.
  ///
  /// - Throws: `FileFailure`.
  package init(for name: String, in folder: URL) throws(FileFailure) {
    let (path, descriptor) = try UnfinishedFiles.createFolder(for: folder.appending(path: name))
    url = URL(filePath: path, directoryHint: .isDirectory)
    self.descriptor = descriptor
  }

  deinit {
    try? FileManager.default.removeItem(at: url)
    close(descriptor)
  }

  /// Puts one of its files into its place; what is there, a link too, is replaced and never written through.
  ///
  /// - Throws: `FileFailure`.
  package func move(_ name: String, to target: URL) throws(FileFailure) {
    guard rename(url.appending(path: name).path, target.path) == 0 else {
      throw FileFailure(operation: .replace, file: target.relativePath)
    }
  }
}
