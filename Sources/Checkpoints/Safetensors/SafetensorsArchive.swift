import BenchCore
package import Foundation
package import Torch

/// A safetensors file of this tool's own, its tensors under the names that they were written with.
///
/// The file stays open: replacing it by another does not change what is read.
package struct SafetensorsArchive {
  /// What the header says besides the tensors.
  package let metadata: [String: String]
  /// Every tensor by its name; elements are read when they are asked for.
  package let tensors: [String: CheckpointTensor]
  private let file: CheckpointFile

  /// The most bytes of a header: metadata may say more of a long training than any weights file does.
  static let headerLimit = 64 << 20

  /// Reads the header.
  ///
  /// - Throws: `CheckpointFailure`.
  package init(_ location: URL) throws {
    file = try CheckpointFile(location)
    let content = try SafetensorsFile.read(file, headerLimit: Self.headerLimit)
    metadata = content.metadata
    tensors = Dictionary(
      uniqueKeysWithValues: content.tensors.map { ($0.name, CheckpointTensor($0.name, [($0.name, $0.tensor)])) })
  }

  /// The elements of a tensor.
  ///
  /// - Throws: `CheckpointFailure.damaged` where there is no such tensor.
  package func tensor(_ name: String) throws -> Tensor {
    guard let tensor = tensors[name] else { throw file.damaged("it has no tensor \(name)") }
    return try tensor.tensor()
  }

  /// Compares the file with the checksum that `SafetensorsWriter` was asked to add. Reads all of it.
  ///
  /// - Throws: `CheckpointFailure.damaged` where any bit differs from what was written.
  package func verify() throws {
    let end = file.byteCount - ContentDigest.byteCount
    var digest = ContentDigest()
    var block = [UInt8](repeating: 0, count: 1 << 20)
    var offset = 0
    while offset < end {
      let count = min(block.count, end - offset)
      try block.withUnsafeMutableBytes { memory in
        let part = UnsafeMutableRawBufferPointer(rebasing: memory[..<count])
        try file.read(at: offset, into: part)
        digest.update(UnsafeRawBufferPointer(part))
      }
      offset += count
    }
    guard try Array(digest.bytes) == file.bytes(at: end, count: ContentDigest.byteCount) else {
      throw file.damaged("its checksum is not that of its content")
    }
  }
}
