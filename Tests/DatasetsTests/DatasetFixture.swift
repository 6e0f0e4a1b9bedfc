import Foundation
import Images

/// A temporary data root that a test fills; it is deleted with the fixture.
final class DatasetFixture {
  let root: URL

  init() throws {
    root = FileManager.default.temporaryDirectory.appendingPathComponent("datasets-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: root, withIntermediateDirectories: true)
  }

  deinit {
    try? FileManager.default.removeItem(at: root)
  }

  /// Writes text to a file below the root, with the folders on the way.
  func write(_ text: String, to path: String) throws {
    try write(Array(text.utf8), to: path)
  }

  /// Writes bytes to a file below the root, with the folders on the way.
  func write(_ bytes: [UInt8], to path: String) throws {
    let url = root.appendingPathComponent(path)
    try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(bytes).write(to: url)
  }

  /// Writes a PNG of one colour.
  func writeImage(to path: String, width: Int = 4, height: Int = 12) throws {
    let colour = SIMD3<UInt8>(UInt8(truncatingIfNeeded: path.utf8.reduce(0) { $0 &* 31 &+ Int($1) }), 80, 200)
    try write(PNGFile.encode(RGBImage(width: width, height: height, filledWith: colour)), to: path)
  }

  /// Creates a folder below the root.
  func makeFolder(_ path: String) throws {
    try FileManager.default.createDirectory(
      at: root.appendingPathComponent(path),
      withIntermediateDirectories: true
    )
  }
}

/// The description of the error that `body` throws; `nil` where it throws none.
func failureDescription(_ body: () throws -> some Any) -> String? {
  do {
    _ = try body()
    return nil
  } catch {
    return "\(error)"
  }
}
