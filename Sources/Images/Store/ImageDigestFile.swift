import BenchCore
import Foundation

/// A file of the cache folder with the digests of image files: those of a list, or those below a folder.
///
/// ```
/// header   8 words: magic, count, checksum of the entries, SHA-256 of the list's paths or of the folder's (4), zero
/// entries  13 words per file: SHA-256 of its path (4), size, two times, inode, SHA-256 of its bytes (4), orientation;
///          between the path and the last nothing counts where that is 0
/// ```
///
/// Words are 64-bit in the machine's byte order; the magic of a machine of the other order does not match. The file is
/// only replaced as a whole, so that of several writers one wins and readers never see a half.
struct ImageDigestFile {
  /// SHA-256 of an absolute path.
  private struct PathDigest: Hashable, BitwiseCopyable {
    let first: UInt64
    let second: UInt64
    let third: UInt64
    let fourth: UInt64

    init(of path: String) {
      var digest = ContentDigest()
      ImageDigestFile.add(path, to: &digest)
      (first, second, third, fourth) = digest.words
    }
  }

  private struct Entry: BitwiseCopyable {
    let path: PathDigest
    let digest: ImageDigest
  }

  private let url: URL
  private let paths: [PathDigest]
  private let subject: (UInt64, UInt64, UInt64, UInt64)

  /// "NCBSUM" and the version; raise it when the layout or what is remembered changes.
  private static let magic: UInt64 = 0x4e43_4253_554d_0002
  private static let headerWords = 8

  /// The file for absolute paths; reads nothing.
  ///
  /// - Parameter folder: What the file is for: whichever files are below it; `nil` for exactly these in this order.
  init(of paths: [String], below folder: String? = nil, in directory: URL) {
    var digest = ContentDigest()
    if let folder {
      // No list begins so.
      Self.add("", to: &digest)
      Self.add(folder, to: &digest)
    } else {
      for path in paths { Self.add(path, to: &digest) }
    }
    subject = digest.words
    self.paths = paths.map(PathDigest.init(of:))
    url = directory.appendingPathComponent("\(digest.hexadecimal.prefix(16)).digests")
  }

  var path: String { url.path }

  /// What is in the file of each path; nil when it is missing, cut short, damaged, of other files or another version.
  func read() -> [ImageDigest]? {
    let headerSize = Self.headerWords * MemoryLayout<UInt64>.stride
    let entrySize = MemoryLayout<Entry>.stride
    guard let file = try? SourceFile(path: url.path), file.version.size > headerSize,
      (file.version.size - headerSize) % entrySize == 0, let bytes = try? file.bytes(),
      bytes.count == file.version.size
    else { return nil }
    let count = (bytes.count - headerSize) / entrySize
    let entries = [Entry](unsafeUninitializedCapacity: count) { buffer, initialized in
      bytes.withUnsafeBytes {
        UnsafeMutableRawBufferPointer(buffer).copyMemory(from: .init(rebasing: $0[headerSize...]))
      }
      initialized = count
    }
    let header = header(of: entries)
    let isOurs = bytes.withUnsafeBytes { bytes in header.withUnsafeBytes { bytes.prefix(headerSize).elementsEqual($0) }
    }
    guard isOurs else { return nil }
    let known = Dictionary(entries.map { ($0.path, $0.digest) }) { $1 }
    return paths.map { known[$0] ?? .unknown }
  }

  /// Replaces the file by the digests of the paths, and makes its folder if need be.
  func write(_ digests: [ImageDigest]) throws(FileFailure) {
    try OutputFolder.create(url.deletingLastPathComponent())
    let entries = zip(paths, digests).map { Entry(path: $0, digest: $1) }
    var data = header(of: entries).withUnsafeBytes { Data($0) }
    entries.withUnsafeBytes { data.append(contentsOf: $0) }
    try AtomicFile.write(data, to: url)
  }

  private func header(of entries: [Entry]) -> [UInt64] {
    let checksum = entries.withUnsafeBytes { Checksum(of: $0) }
    return [
      Self.magic, UInt64(entries.count), checksum.value, subject.0, subject.1, subject.2, subject.3, 0,
    ]
  }

  private static func add(_ path: String, to digest: inout ContentDigest) {
    var path = path
    path.withUTF8 { digest.update(UnsafeRawBufferPointer($0)) }
    // No path has a zero in it.
    withUnsafeBytes(of: UInt8(0)) { digest.update($0) }
  }
}
