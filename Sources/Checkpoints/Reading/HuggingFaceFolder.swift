import Foundation

/// A folder as Hugging Face's `save_pretrained` leaves it.
enum HuggingFaceFolder {
  /// The index of weights in several files.
  private struct Index: Decodable {
    var weight_map: [String: String]
  }

  /// The files with the weights: one, or the parts that an index lists.
  ///
  /// - Throws: `CheckpointFailure` for a folder without weights or with an index that points elsewhere.
  static func files(in folder: URL) throws(CheckpointFailure) -> [URL] {
    for name in ["model.safetensors", "pytorch_model.bin"] {
      let file = folder.appending(path: name)
      if FileManager.default.fileExists(atPath: file.path) { return [file] }
      let index = folder.appending(path: "\(name).index.json")
      if FileManager.default.fileExists(atPath: index.path) { return try parts(of: index, in: folder) }
    }
    throw CheckpointFailure(
      path: folder.path, reason: .unknownFormat("a folder without model.safetensors and pytorch_model.bin"))
  }

  private static func parts(of index: URL, in folder: URL) throws(CheckpointFailure) -> [URL] {
    let file = try CheckpointFile(index)
    guard file.byteCount <= 4 << 20 else {
      throw file.failure(.excessive("an index of weights of \(file.byteCount) bytes; the limit is \(4 << 20)"))
    }
    guard
      let content = try? JSONDecoder().decode(Index.self, from: Data(file.bytes(at: 0, count: file.byteCount)))
    else { throw file.damaged("it is no index of weights") }
    let names = Set(content.weight_map.values).sorted()
    if let outside = names.first(where: { name in
      name.utf8.contains { $0 == UInt8(ascii: "/") || $0 == 0 } || name.utf8.first == UInt8(ascii: ".") || name.isEmpty
    }) {
      throw file.damaged("it names a file outside its folder: \(outside)")
    }
    if let long = names.first(where: { $0.utf8.count > 255 }) {
      throw file.damaged("it names a file of \(long.utf8.count) bytes, which no folder holds")
    }
    guard !names.isEmpty else { throw file.damaged("it names no files") }
    return names.map { folder.appending(path: $0) }
  }
}
