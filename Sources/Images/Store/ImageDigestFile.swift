import BenchCore
import Foundation

/// A file of the cache folder with the digests of a list of image files.
///
/// ```
/// header   8 words: magic, count, checksum of the entries, SHA-256 of the list's paths (4), zero
/// entries  9 words per file: size, two times, inode, SHA-256 (4), orientation; all but the last count for nothing where that is 0
/// ```
///
/// Words are 64-bit in the machine's byte order; the magic of a machine of the other order does not match. The file is only
/// replaced as a whole, so that of several writers one wins and readers never see a half.
struct ImageDigestFile {
  private let url: URL
  private let count: Int
  private let list: (UInt64, UInt64, UInt64, UInt64)

  /// "NCBSUM" and the version; raise it when the layout or what is remembered changes.
  private static let magic: UInt64 = 0x4e43_4253_554d_0001
  private static let headerWords = 8

  /// The file for a list of absolute paths; reads nothing.
  init(of paths: [String], in directory: URL) {
    var digest = ContentDigest()
    for var path in paths {
      path.withUTF8 { digest.update(UnsafeRawBufferPointer($0)) }
      // No path has a zero in it.
      withUnsafeBytes(of: UInt8(0)) { digest.update($0) }
    }
    list = digest.words
    count = paths.count
    url = directory.appendingPathComponent("\(digest.hexadecimal.prefix(16)).digests")
  }

  var path: String { url.path }

  /// What is in the file; nil when it is missing, cut short, damaged, of another list or of another version.
  func read() -> [ImageDigest]? {
    let headerSize = Self.headerWords * MemoryLayout<UInt64>.stride
    let size = headerSize + count * MemoryLayout<ImageDigest>.stride
    guard let file = try? SourceFile(path: url.path), file.version.size == size, let bytes = try? file.bytes(),
      bytes.count == size
    else { return nil }
    let digests = [ImageDigest](unsafeUninitializedCapacity: count) { buffer, initialized in
      bytes.withUnsafeBytes {
        UnsafeMutableRawBufferPointer(buffer).copyMemory(from: .init(rebasing: $0[headerSize...]))
      }
      initialized = count
    }
    let header = header(of: digests)
    let isOurs = bytes.withUnsafeBytes { bytes in header.withUnsafeBytes { bytes.prefix(headerSize).elementsEqual($0) }
    }
    return isOurs ? digests : nil
  }

  /// Replaces the file, and makes its folder if need be.
  func write(_ digests: [ImageDigest]) throws(FileFailure) {
    try OutputFolder.create(url.deletingLastPathComponent())
    var data = header(of: digests).withUnsafeBytes { Data($0) }
    digests.withUnsafeBytes { data.append(contentsOf: $0) }
    try AtomicFile.write(data, to: url)
  }

  private func header(of digests: [ImageDigest]) -> [UInt64] {
    let checksum = digests.withUnsafeBytes { Checksum(of: $0) }
    return [Self.magic, UInt64(count), checksum.value, list.0, list.1, list.2, list.3, 0]
  }
}
