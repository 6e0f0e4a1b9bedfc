import Crypto
public import Foundation

/// SHA-256 over pieces of data, one after the other, for what should not be in memory at once.
package struct ContentDigest: Sendable {
  /// The size of a digest.
  package static let byteCount = SHA256.byteCount

  private var hash = SHA256()

  package init() {}

  package mutating func update(_ data: Data) { hash.update(data: data) }

  package mutating func update(_ bytes: UnsafeRawBufferPointer) { hash.update(bufferPointer: bytes) }

  /// The 32 bytes.
  package var bytes: Data { Data(hash.finalize()) }

  /// Lower-case hexadecimal, as `sha256sum` prints it.
  package var hexadecimal: String { hash.finalize().hexadecimal }

  /// Adds a file's content, a megabyte at a time.
  ///
  /// - Throws: Foundation's error where the file cannot be read.
  package mutating func update(contentsOf file: URL) throws {
    let handle = try FileHandle(forReadingFrom: file)
    defer { try? handle.close() }
    while let block = try handle.read(upToCount: 1 << 20), !block.isEmpty { update(block) }
  }
}

extension Data {
  /// SHA-256 in lower-case hexadecimal, as `sha256sum` prints it.
  public var sha256: String { SHA256.hash(data: self).hexadecimal }
}

extension Sequence<UInt8> {
  /// Lower-case hexadecimal, two digits for each byte.
  package var hexadecimal: String {
    map { $0 < 16 ? "0" + String($0, radix: 16) : String($0, radix: 16) }.joined()
  }
}
