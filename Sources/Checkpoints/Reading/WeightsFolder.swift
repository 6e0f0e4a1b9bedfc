import Foundation

/// A folder of weights: as `save_pretrained` of Hugging Face's or OpenCLIP's leaves it, or in the cache of their hub.
struct WeightsFolder {
  /// The folder itself; of a cache the snapshot in it.
  let location: URL
  /// The files with the weights: one, or the parts that an index lists.
  let files: [URL]
  /// What is worth saying about the choice.
  private(set) var notes: [String] = []

  /// The index of weights in several files.
  private struct Index: Decodable {
    var weight_map: [String: String]
  }

  /// The names of whole files, the preferred first: Hugging Face's, OpenCLIP's, and the same in half precision.
  private static let names = [
    "model.safetensors", "pytorch_model.bin", "open_clip_model.safetensors", "open_clip_pytorch_model.bin",
    "model.fp16.safetensors", "pytorch_model.fp16.bin", "open_clip_model.fp16.safetensors",
    "open_clip_pytorch_model.fp16.bin",
  ]

  /// Finds the weights.
  ///
  /// - Throws: `CheckpointFailure` for a folder without weights, with several snapshots, or with an index that points
  ///   elsewhere.
  init(_ folder: URL) throws(CheckpointFailure) {
    location = try Self.snapshot(of: folder)
    var found: [(name: String, file: URL, isIndex: Bool)] = []
    // Hugging Face's files are timm's image model alone in OpenCLIP's folders that timm converted.
    let isOpenCLIPs =
      FileManager.default.fileExists(atPath: location.appending(path: OpenCLIPConfiguration.fileName).path)
      && !Self.isCLIPs(location.appending(path: HuggingFaceConfiguration.fileName))
    let names =
      isOpenCLIPs
      ? Self.names.filter { $0.hasPrefix("open_clip") } + Self.names.filter { !$0.hasPrefix("open_clip") } : Self.names
    for name in names {
      for (candidate, isIndex) in [(name, false)] + Self.indexNames(of: name).map({ ($0, true) }) {
        let file = location.appending(path: candidate)
        if FileManager.default.fileExists(atPath: file.path) { found.append((candidate, file, isIndex)) }
      }
    }
    guard let first = found.first else {
      let names = Self.names.prefix(4).joined(separator: ", ")
      throw CheckpointFailure(path: folder.path, reason: .unknownFormat("a folder without one of \(names)"))
    }
    files = first.isIndex ? try Self.parts(of: first.file, in: location) : [first.file]
    // Two formats of the same numbers are usual; half precision and another program's file are other numbers.
    let others = found.dropFirst().map(\.name).filter {
      !first.name.contains("fp16") && $0.contains("fp16")
        || $0.hasPrefix("open_clip") != first.name.hasPrefix("open_clip")
    }
    if !others.isEmpty {
      let verb = others.count == 1 ? "is" : "are"
      notes.append("\(first.name) is read; \(others.joined(separator: ", ")) \(verb) in the folder too")
    }
  }

  /// Whether a configuration is of Hugging Face's CLIP.
  private static func isCLIPs(_ configuration: URL) -> Bool {
    guard FileManager.default.fileExists(atPath: configuration.path), let file = try? CheckpointFile(configuration),
      let members = try? ModelConfiguration.members(of: file)
    else { return false }
    return members["model_type"] == .string("clip")
  }

  /// The names that the index of a file in parts may have: transformers puts the variant before or after `index`.
  private static func indexNames(of name: String) -> [String] {
    let plain = name.replacing(".fp16", with: "")
    return ["\(name).index.json"] + (plain == name ? [] : ["\(plain).index.fp16.json"])
  }

  // MARK: - Cache of the hub

  /// The folder with the files: of `models--NAME` the snapshot that `refs/main` names, or the only one.
  private static func snapshot(of folder: URL) throws(CheckpointFailure) -> URL {
    let inner = folder.appending(path: "snapshots")
    let snapshots: URL
    if isFolder(inner) {
      snapshots = inner
    } else if folder.lastPathComponent == "snapshots" {
      snapshots = folder
    } else {
      return folder
    }
    let names = ((try? FileManager.default.contentsOfDirectory(atPath: snapshots.path)) ?? []).sorted().filter {
      isFolder(snapshots.appending(path: $0))
    }
    let main = snapshots.deletingLastPathComponent().appending(path: "refs/main")
    if FileManager.default.fileExists(atPath: main.path) {
      let file = try CheckpointFile(main)
      let text = String(decoding: try file.bytes(at: 0, count: min(file.byteCount, 256)), as: UTF8.self)
      let name = text.trimmingCharacters(in: .whitespacesAndNewlines)
      guard names.contains(name) else { throw file.damaged("it names the snapshot \(name), which is not there") }
      return snapshots.appending(path: name)
    }
    guard let only = names.first, names.count == 1 else {
      throw CheckpointFailure(
        path: folder.path,
        reason: names.isEmpty
          ? .unknownFormat("a cache without a snapshot")
          : .unsupported(
            "it has \(names.count) snapshots and no refs/main: \(names.prefix(8).joined(separator: ", "))",
            remedy: "name one of them"))
    }
    return snapshots.appending(path: only)
  }

  private static func isFolder(_ url: URL) -> Bool {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder) && isFolder.boolValue
  }

  // MARK: - Parts

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
