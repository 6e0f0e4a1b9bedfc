import BenchCore
import Foundation

/// The checksum in front of a file: 512 bytes that every HDF5 reader skips (HDF5's user block), laid out as
/// `docs/results-schema.md` says.
///
/// It is verified before the HDF5 library sees the file, which crashes, hangs or reads other numbers where bits changed.
struct Seal: Equatable {
  /// The size of the block.
  static let byteCount = 512
  /// The first line; the last word is the version of the block.
  private static let title = "nc-bench HDF5 checksum 1"
  /// What no file of another origin starts with.
  private static let magic = Array("nc-bench HDF5 checksum ".utf8)

  /// A line of the writer's, to be read without opening the file.
  let note: String
  /// The number of bytes behind the block.
  let payloadBytes: Int
  /// SHA-256 of these bytes, hexadecimal.
  let digest: String

  /// Seals the bytes behind the block; a note that is no short ASCII line is left out.
  init(note: String, payload: UnsafeRawBufferPointer) {
    let isLine = note.utf8.count <= 200 && note.utf8.allSatisfy { (0x20...0x7e).contains($0) }
    var digest = ContentDigest()
    digest.update(payload)
    self.init(note: isLine ? note : "", payloadBytes: payload.count, digest: digest.hexadecimal)
  }

  private init(note: String, payloadBytes: Int, digest: String) {
    (self.note, self.payloadBytes, self.digest) = (note, payloadBytes, digest)
  }

  /// The block: lines, the last with the checksum of those before it, and spaces up to its size.
  var block: [UInt8] {
    let lines = "\(Self.title)\nnote \(note)\nbytes \(payloadBytes)\nsha256 \(digest)\n"
    let text = lines + "block-sha256 \(Data(lines.utf8).sha256)\n"
    return Array(text.utf8) + Array(repeating: UInt8(ascii: " "), count: Self.byteCount - text.utf8.count - 1) + [10]
  }

  /// Reads a block; `nil` where any byte of it is not as it was written.
  private init?(block: [UInt8]) {
    let lines = String(decoding: block, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
    func value(_ line: Int, _ name: String) -> String? {
      guard line < lines.count, lines[line].hasPrefix(name + " ") else { return nil }
      return String(lines[line].dropFirst(name.count + 1))
    }
    guard let note = value(1, "note"), let bytes = value(2, "bytes").flatMap({ Int($0) }),
      let digest = value(3, "sha256"), note.utf8.count <= 200, digest.utf8.count == 64
    else { return nil }
    self.init(note: note, payloadBytes: bytes, digest: digest)
    guard self.block == block else { return nil }
  }

  /// The seal of a file of the size that was written; `nil` for a file that never had one. Only the block is read.
  ///
  /// - Throws: `HDF5Failure.damaged` where the block has changed or the size is another, and `fileSystem`.
  private static func unverified(_ file: DiskFile) throws -> Seal? {
    try withUnsafeTemporaryAllocation(byteCount: byteCount, alignment: 16) { found in
      let count = try file.read(at: 0, into: found)
      guard found[..<count].starts(with: magic.prefix(max(count, 1))) else { return nil }
      guard count == byteCount, let seal = Seal(block: Array(found)) else {
        throw damaged(file, "the checksum in front of it has changed")
      }
      let payloadBytes = file.byteCount - byteCount
      guard payloadBytes == seal.payloadBytes else {
        throw damaged(file, "it has \(payloadBytes) bytes of the \(seal.payloadBytes) that were written")
      }
      return seal
    }
  }

  /// The seal of a file that has not changed since it was written; `nil` for a file that never had one.
  ///
  /// - Throws: `HDF5Failure.damaged` where bytes are missing or others, and `fileSystem`.
  static func verified(_ file: DiskFile) throws -> Seal? {
    guard let seal = try unverified(file) else { return nil }
    return try withUnsafeTemporaryAllocation(byteCount: 1 << 20, alignment: 16) { buffer in
      var digest = ContentDigest()
      var position = byteCount
      while true {
        let count = try file.read(at: position, into: buffer)
        if count == 0 { break }
        digest.update(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
        position += count
      }
      guard digest.hexadecimal == seal.digest else {
        throw damaged(file, "bytes have changed since it was written: its checksum differs")
      }
      return seal
    }
  }

  private static func damaged(_ file: DiskFile, _ message: String) -> HDF5Failure {
    .damaged(file: file.url.path, message: message)
  }
}
