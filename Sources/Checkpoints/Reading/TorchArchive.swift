/// A zip archive written by `torch.save` or as TorchScript.
enum TorchArchive {
  /// Reads the directory and the pickle; the tensors stay in the file.
  ///
  /// - Returns: The content, and whether the archive is TorchScript's.
  static func read(_ file: CheckpointFile) throws(CheckpointFailure) -> (WeightsContent, isScript: Bool) {
    let archive = try ZipDirectory(file)
    let roots = archive.names.filter { $0.hasSuffix("/data.pkl") && $0.count { $0 == "/" } == 1 }
    guard let pickleName = roots.first, roots.count == 1 else {
      throw file.failure(.unknownFormat("a zip archive that torch.save did not write"))
    }
    let root = pickleName.dropLast("data.pkl".count)
    if archive.contains("\(root)byteorder") {
      let order = try archive.range(of: "\(root)byteorder")
      guard order.byteCount == 6, try file.bytes(at: order.offset, count: 6) == Array("little".utf8) else {
        throw file.failure(
          .unsupported(
            "the weights were saved on a big-endian machine", remedy: "save them again on a little-endian one"))
      }
    }
    let pickle = try archive.range(of: pickleName)
    guard pickle.byteCount <= PickleReader.byteLimit else {
      throw file.failure(
        .excessive("its pickle has \(pickle.byteCount) bytes; the limit is \(PickleReader.byteLimit)"))
    }
    let bytes = try file.bytes(at: pickle.offset, count: pickle.byteCount)
    let graph = try file.reading { () throws(PickleReader.Failure) in
      var budget = PickleBudget(byteCount: bytes.count)
      return try PickleReader.read(bytes[...], budget: &budget).graph
    }
    var storages: [String: StorageRange] = [:]
    let content = try file.content(of: graph) { key throws(CheckpointFailure) in
      if let known = storages[key] { return known }
      let range = try archive.range(of: "\(root)data/\(key)")
      storages[key] = range
      return range
    }
    return (content, isScript: archive.contains("\(root)constants.pkl"))
  }
}

extension CheckpointFile {
  /// Runs a reader of pickles and names this file where it fails.
  func reading<Result>(
    _ body: () throws(PickleReader.Failure) -> Result
  ) throws(CheckpointFailure) -> Result {
    do throws(PickleReader.Failure) {
      return try body()
    } catch {
      switch error {
      case .forbidden(let name): throw failure(.forbiddenGlobal(name))
      case .damaged(let what): throw damaged(what)
      case .excessive(let what): throw failure(.excessive(what))
      case .noTensors:
        throw failure(.unsupported("it holds no tensors by name", remedy: "name a file with a state dictionary"))
      }
    }
  }

  /// The tensors of a pickle, each checked against its storage.
  ///
  /// - Parameter locate: The bytes of a storage by its key.
  func content(
    of graph: PickleGraph, locate: (String) throws(CheckpointFailure) -> StorageRange
  ) throws(CheckpointFailure) -> WeightsContent {
    let state = try reading { () throws(PickleReader.Failure) in try StateDictionary(graph) }
    var tensors: [(name: String, tensor: StoredTensor)] = []
    for (name, tensor) in state.tensors {
      let storage = graph.storages[tensor.storage]
      let range = try locate(storage.key)
      guard storage.count <= range.byteCount / storage.type.byteCount else {
        throw damaged(
          "the storage of \(name) has \(range.byteCount) bytes instead of \(storage.count) elements of type"
            + " \(storage.type.rawValue)")
      }
      tensors.append(
        (
          name,
          try StoredTensor(
            name, in: StorageRange(file: self, offset: range.offset, byteCount: storage.count * storage.type.byteCount),
            type: storage.type, offset: tensor.offset, shape: tensor.shape, strides: tensor.strides)
        ))
    }
    return WeightsContent(
      tensors: tensors, metadata: state.remarks, keys: state.keys, beside: state.beside, objects: state.objects,
      skippedClasses: graph.classes)
  }
}
