import BenchCore
import Foundation

/// Writes a text file piece by piece beside its target, which it replaces at the end.
final class LineWriter {
  let file: URL
  private let partial: URL
  private let handle: FileHandle
  private var isFinished = false

  init(_ file: URL, header: String) throws {
    self.file = file
    // One name, so that what an interrupted export leaves is replaced by the next.
    partial = file.deletingLastPathComponent().appending(path: ".\(file.lastPathComponent).partial")
    try OutputFolder.write(header, to: partial)
    do {
      handle = try FileHandle(forWritingTo: partial)
      try handle.seekToEnd()
    } catch {
      throw OutputFailure(place: file.relativePath, reason: error.localizedDescription)
    }
  }

  deinit {
    if !isFinished { try? FileManager.default.removeItem(at: partial) }
  }

  func write(_ text: String) throws {
    do {
      try handle.write(contentsOf: Data(text.utf8))
    } catch {
      throw OutputFailure(place: file.relativePath, reason: error.localizedDescription)
    }
  }

  /// Puts the file in its place.
  func finish() throws {
    do {
      try handle.close()
      guard rename(partial.path, file.path) == 0 else {
        throw OutputFailure(place: file.relativePath, reason: String(cString: strerror(errno)))
      }
      isFinished = true
    } catch let failure as OutputFailure {
      throw failure
    } catch {
      throw OutputFailure(place: file.relativePath, reason: error.localizedDescription)
    }
  }
}
