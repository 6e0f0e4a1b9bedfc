package import BenchCore
import Dispatch
package import Foundation
package import Torch

/// Writes tensors as a safetensors file.
package enum SafetensorsWriter {
  /// How numbers are stored.
  package enum Precision: Sendable {
    /// As they are.
    case unchanged
    /// Floating-point tensors as float16, except those with elements too large for it.
    case half
  }

  /// One tensor to write; it is asked for when its turn comes, so that large files need little memory.
  package struct Item {
    let name: String
    let shape: [Int]
    let type: StoredType
    let tensor: () throws -> Tensor

    /// Describes a tensor by its name, shape and type before it is there.
    package init(name: String, shape: [Int], type: StoredType, tensor: @escaping () throws -> Tensor) {
      self.name = name
      self.shape = shape
      self.type = type
      self.tensor = tensor
    }

    /// A tensor in memory.
    package init(name: String, tensor: Tensor) throws {
      try self.init(name: name, shape: tensor.shape, type: StoredType(tensor.dtype)) { tensor }
    }
  }

  /// Writes a file, whole or not at all: beside its target first, then renamed.
  ///
  /// Wider elements come first, so that all are aligned, as in the reference's files.
  ///
  /// - Parameters:
  ///   - metadata: Goes into the header's `__metadata__`; `format` is set to `pt`.
  ///   - checksum: The name of a last tensor of 32 bytes to add, SHA-256 over all bytes of the file before it, which makes
  ///     the file a `SafetensorsArchive`; `nil` adds none.
  ///   - finish: Puts the written file in its place.
  /// - Throws: `CheckpointFailure.unwritable`, also for two tensors of one name, a tensor of another shape than its item
  ///   says, and what would not be read: a type, or a header that is too long.
  package static func write(
    _ items: [Item], metadata: [String: String] = [:], precision: Precision = .unchanged, checksum: String? = nil,
    to target: URL, finish: (AtomicFile) throws -> Void = { try $0.finish() }
  ) throws {
    let stored = try items.map { item -> (Item, type: StoredType) in
      guard item.type.tensorType != nil else {
        throw unwritable(target, "\(item.name) has elements of type \(item.type.rawValue)")
      }
      return (item, type: try storedType(of: item, precision))
    }.sorted { $0.type.byteCount > $1.type.byteCount }
    var header = SafetensorsHeader()
    header.metadata = metadata.merging(["format": "pt"]) { $1 }
    var end = 0
    for (item, type) in stored {
      let start = end
      end += item.shape.reduce(type.byteCount, *)
      let entry = SafetensorsHeader.Entry(dtype: type.rawValue, shape: item.shape, data_offsets: [start, end])
      guard header.entries.updateValue(entry, forKey: item.name) == nil else {
        throw unwritable(target, "two tensors are named \(item.name)")
      }
    }
    if let checksum {
      let entry = SafetensorsHeader.Entry(
        dtype: StoredType.uint8.rawValue, shape: [ContentDigest.byteCount],
        data_offsets: [end, end + ContentDigest.byteCount])
      guard header.entries.updateValue(entry, forKey: checksum) == nil else {
        throw unwritable(target, "two tensors are named \(checksum)")
      }
    }
    var json = Array(try header.canonicalJSON())
    json += repeatElement(UInt8(ascii: " "), count: (8 - json.count % 8) % 8)
    let limit = checksum == nil ? SafetensorsFile.headerLimit : SafetensorsArchive.headerLimit
    guard json.count <= limit else {
      throw unwritable(target, "its header would have \(json.count) bytes; the limit is \(limit)")
    }
    do {
      let output = try AtomicFile(replacing: target)
      var digest = ContentDigest()
      func write(_ bytes: UnsafeRawBufferPointer) throws {
        guard checksum != nil else { return try output.write(bytes) }
        guard bytes.count > 1 << 20 else {
          digest.update(bytes)
          return try output.write(bytes)
        }
        // Hashing takes about as long as writing; each of the variables belongs to one of the two threads until both end.
        nonisolated(unsafe) let (part, file) = (bytes, output)
        nonisolated(unsafe) var hash = digest
        nonisolated(unsafe) var written = Result<Void, any Error>.success(())
        DispatchQueue.concurrentPerform(iterations: 2) { half in
          if half == 0 { hash.update(part) } else { written = Result { try file.write(part) } }
        }
        digest = hash
        try written.get()
      }
      try withUnsafeBytes(of: UInt64(json.count).littleEndian) { try write($0) }
      try json.withUnsafeBytes { try write($0) }
      for (item, type) in stored {
        let tensor = try item.tensor().detached().to(type.tensorType, device: .cpu).contiguous()
        guard try tensor.shape == item.shape else {
          throw unwritable(target, "\(item.name) has shape \(try tensor.shape), not \(item.shape)")
        }
        try tensor.withMemory { try write(UnsafeRawBufferPointer($0)) }
      }
      if checksum != nil { try digest.bytes.withUnsafeBytes { try output.write($0) } }
      try finish(output)
    } catch let failure as FileFailure {
      throw unwritable(target, failure.reason)
    }
  }

  private static func unwritable(_ target: URL, _ cause: String) -> CheckpointFailure {
    CheckpointFailure(path: target.path, reason: .unwritable(cause))
  }

  private static func storedType(of item: Item, _ precision: Precision) throws -> StoredType {
    guard precision == .half, [.float64, .float32, .bfloat16].contains(item.type) else { return item.type }
    let tensor = try item.tensor()
    let fits = try tensor.isFinite().equal(to: tensor.to(.float16).isFinite()).all()
    return fits ? .float16 : item.type
  }
}
