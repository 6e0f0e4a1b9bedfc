import BenchCore
import Foundation

/// The arrays of `.npy` files: a folder whose paths are the names of the HDF5 layout, or files given one by one.
///
/// Strings are lines of a text file, such as `captions.txt`.
struct NPYArrays: EmbeddingArrays {
  let place: String
  private let files: [String: URL]

  /// Files by the names of the HDF5 layout.
  init(files: [String: URL], place: String) {
    self.files = files
    self.place = place
  }

  /// The `.npy` and `.txt` files of a folder and of the folders right in it.
  init(folder: URL) throws {
    var files: [String: URL] = [:]
    do {
      for name in try FileManager.default.contentsOfDirectory(atPath: folder.path) {
        let item = folder.appending(path: name)
        files.merge(Self.named(item)) { first, _ in first }
        guard ["query", "gallery"].contains(name) else { continue }
        for child in (try? FileManager.default.contentsOfDirectory(atPath: item.path)) ?? [] {
          for (head, file) in Self.named(item.appending(path: child)) { files["\(name)/\(head)"] = file }
        }
      }
    } catch {
      throw EmbeddingFileError.unreadable(file: folder.path, reason: error.systemReason)
    }
    self.init(files: files, place: folder.path)
  }

  func names(in group: String) throws -> [String]? {
    let names = files.keys.filter { $0.hasPrefix("\(group)/") }.map { String($0.dropFirst(group.count + 1)) }
    return names.isEmpty ? nil : names.sorted()
  }

  func contains(_ name: String) throws -> Bool { files[name] != nil }

  func allNames() throws -> [String] { files.keys.sorted() }

  func floats(_ name: String) throws -> (shape: [Int], values: [Float]) {
    let array = try NPYArray(contentsOf: file(name), accepting: [.float32, .float16, .float64])
    return (array.shape, array.floats())
  }

  func integers(_ name: String) throws -> (shape: [Int], values: [Int]) {
    let array = try NPYArray(contentsOf: file(name), accepting: [.int64, .int32])
    return (array.shape, array.integers() ?? [])
  }

  func strings(_ name: String) throws -> [String] {
    let file = try file(name)
    do {
      return try PlainText.lines(Data(contentsOf: file))
    } catch let failure as PlainText.Failure {
      throw EmbeddingFileError.unreadable(file: file.path, reason: failure.reason)
    } catch {
      throw EmbeddingFileError.unreadable(file: file.path, reason: error.systemReason)
    }
  }

  private func file(_ name: String) throws -> URL {
    guard let file = files[name] else {
      throw EmbeddingFileError.missing(place: place, name: name, known: files.keys.sorted())
    }
    return file
  }

  /// The name of an array's file, nothing for files of other kinds.
  private static func named(_ file: URL) -> [String: URL] {
    ["npy", "txt"].contains(file.pathExtension) ? [file.deletingPathExtension().lastPathComponent: file] : [:]
  }
}
