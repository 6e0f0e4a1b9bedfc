/// A file of `torch.save` before PyTorch 1.6: five pickles, then every storage with its length before it.
///
/// Source: PyTorch `torch/serialization.py`, `_legacy_save`.
enum LegacyTorchFile {
  /// The first pickle: a magic number.
  static let magic: [UInt8] = [
    0x80, 0x02, 0x8a, 0x0a, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19, 0x2e,
  ]

  /// Reads the pickles; the tensors stay in the file.
  static func read(_ file: CheckpointFile) throws(CheckpointFailure) -> WeightsContent {
    let bytes = try file.bytes(at: 0, count: min(file.byteCount, PickleReader.byteLimit))
    var position = 0
    var budget = PickleBudget(byteCount: bytes.count)
    func next() throws(CheckpointFailure) -> PickleGraph {
      let (graph, end) = try file.reading { () throws(PickleReader.Failure) in
        try PickleReader.read(bytes[position...], budget: &budget)
      }
      position = end
      return graph
    }
    // A pickle of something else: whatever it asks for is said first.
    let first = try next()
    guard bytes.starts(with: magic) else {
      let what = if case .dictionary = first.root { "dictionary" } else { "value" }
      throw file.failure(.unknownFormat("a pickled \(what) that torch.save did not write"))
    }
    guard case .integer(1001) = try next().root else { throw file.damaged("it has an unknown version of torch.save") }
    let system = try next()
    if case .boolean(false)? = system.members(of: system.root)?.first(where: { $0.name == "little_endian" })?.value {
      throw file.failure(
        .unsupported("the weights were saved on a big-endian machine", remedy: "save them again on a little-endian one")
      )
    }
    let graph = try next()
    let keys = try next()
    return try file.content(of: graph, locate: locator(of: keys, graph: graph, from: position, in: file))
  }

  /// Storages follow the pickles in the order of the list of keys: a 64-bit number of elements, then the elements.
  private static func locator(
    of keys: PickleGraph, graph: PickleGraph, from start: Int, in file: CheckpointFile
  ) throws(CheckpointFailure) -> (String) throws(CheckpointFailure) -> StorageRange {
    guard case .sequence(let index) = keys.root else { throw file.damaged("it has no list of storages") }
    let sizes = Dictionary(graph.storages.map { ($0.key, $0.type.byteCount) }, uniquingKeysWith: { first, _ in first })
    var ranges: [String: StorageRange] = [:]
    var position = start
    for key in keys.sequences[index] {
      guard let key = keys.text(of: key), let size = sizes[key],
        let count = try file.bytes(at: position, count: 8).littleEndian(Int64.self, at: 0), count >= 0,
        case (let byteCount, false) = Int(count).multipliedReportingOverflow(by: size),
        file.contains(offset: position + 8, count: byteCount)
      else { throw file.damaged("its storages are cut short") }
      ranges[key] = StorageRange(file: file, offset: position + 8, byteCount: byteCount)
      position += 8 + byteCount
    }
    return { key throws(CheckpointFailure) in
      guard let range = ranges[key] else { throw file.damaged("it lacks the storage \(key)") }
      return range
    }
  }
}
