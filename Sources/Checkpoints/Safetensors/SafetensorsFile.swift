import Foundation

/// A safetensors file: a 64-bit length, a JSON header, and the tensors without gaps.
///
/// Source: the format's description, https://github.com/huggingface/safetensors.
enum SafetensorsFile {
  /// The most bytes of a header. Those of CLIP checkpoints have some 50 kB; the reference refuses those above 100 MB.
  static let headerLimit = 8 << 20

  /// Whether the content can only be meant as safetensors.
  static func isLikely(_ head: [UInt8]) -> Bool { head.count > 8 && head[8] == UInt8(ascii: "{") }

  /// Reads the header; the tensors stay in the file.
  ///
  /// - Throws: `CheckpointFailure.excessive` for a header above the limit; `damaged` for one that is longer than the file
  ///   or no JSON, for repeated names, and for tensors that overlap, leave gaps, lie outside the file or have another size
  ///   than their shape says.
  static func read(
    _ file: CheckpointFile, headerLimit: Int = headerLimit
  ) throws(CheckpointFailure) -> WeightsContent {
    guard let length = try file.bytes(at: 0, count: min(8, file.byteCount)).littleEndian(UInt64.self, at: 0) else {
      throw file.damaged("it is too short for safetensors")
    }
    guard let headerSize = Int(exactly: length), headerSize <= file.byteCount - 8 else {
      throw file.damaged("its header of \(length) bytes is longer than the file")
    }
    guard headerSize <= headerLimit else {
      throw file.failure(.excessive("its header has \(headerSize) bytes; the limit is \(headerLimit)"))
    }
    let header = try header(of: file, bytes: file.bytes(at: 8, count: headerSize))
    let start = 8 + headerSize
    let available = file.byteCount - start
    var tensors: [(name: String, tensor: StoredTensor)] = []
    var end = 0
    for (name, entry) in header.entries.sorted(by: { ($0.value.data_offsets, $0.key) < ($1.value.data_offsets, $1.key) }
    ) {
      guard entry.data_offsets.count == 2, entry.data_offsets[0] <= entry.data_offsets[1] else {
        throw file.damaged("the offsets \(entry.data_offsets) of the tensor \(name) are no range")
      }
      let range = entry.data_offsets[0]..<entry.data_offsets[1]
      guard range.lowerBound >= 0, range.upperBound <= available else {
        throw file.damaged(
          "the tensor \(name) lies at bytes \(range.lowerBound) to \(range.upperBound) of \(available)")
      }
      guard range.lowerBound == end else {
        let what = range.lowerBound < end ? "overlaps the tensor before it" : "follows a gap"
        throw file.damaged("the tensor \(name) at byte \(range.lowerBound) \(what)")
      }
      end = range.upperBound
      tensors.append((name, try tensor(name, entry, range, file: file, start: start)))
    }
    guard end == available else { throw file.damaged("\(available - end) bytes at its end belong to no tensor") }
    return WeightsContent(tensors: tensors, metadata: header.metadata)
  }

  private static func header(
    of file: CheckpointFile, bytes: [UInt8]
  ) throws(CheckpointFailure) -> SafetensorsHeader {
    let header: SafetensorsHeader
    do {
      header = try JSONDecoder().decode(SafetensorsHeader.self, from: Data(bytes))
    } catch {
      throw file.damaged("its header is not the JSON object of safetensors")
    }
    let count = SafetensorsHeader.memberCount(of: bytes)
    guard count == header.nameCount else {
      throw file.damaged("its header has \(count) members under \(header.nameCount) names: a name is used twice")
    }
    return header
  }

  private static func tensor(
    _ name: String, _ entry: SafetensorsHeader.Entry, _ range: Range<Int>, file: CheckpointFile, start: Int
  ) throws(CheckpointFailure) -> StoredTensor {
    let type = StoredType(rawValue: entry.dtype) ?? .unknown
    let storage = StorageRange(file: file, offset: start + range.lowerBound, byteCount: range.count)
    let tensor = try StoredTensor(
      name, in: storage, type: type, offset: 0, shape: entry.shape,
      strides: StoredTensor.contiguousStrides(of: entry.shape))
    guard type == .unknown || tensor.elementCount * type.byteCount == range.count else {
      throw file.damaged(
        "the tensor \(name) has \(range.count) bytes, which is not the size of \(entry.dtype) \(entry.shape)")
    }
    return tensor
  }
}

/// Arrays compare element by element, as tuples do.
private func < (left: ([Int], String), right: ([Int], String)) -> Bool {
  left.0 == right.0 ? left.1 < right.1 : left.0.lexicographicallyPrecedes(right.0)
}
