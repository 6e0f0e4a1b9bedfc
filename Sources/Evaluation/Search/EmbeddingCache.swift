import BenchCore
import Foundation

/// Embeddings of images by the SHA-256 of their files, in a file of the cache folder.
///
/// ```
/// line 1   what the file is, and SHA-256 of all that follows
/// line 2   JSON: the model's identity, names and widths of the heads, the number of images
/// digests  32 bytes for each image
/// numbers  for each image its heads one after the other, float32, little-endian
/// ```
///
/// It is only replaced as a whole; what is damaged, or of another model, counts as missing.
struct EmbeddingCache {
  /// A head's name and the width of its embeddings.
  struct Head: Codable, Equatable {
    var name: String
    var width: Int
  }

  private struct Header: Codable {
    var identity: String
    var heads: [Head]
    var count: Int
  }

  private static let mark = "nc-bench embeddings 1 "
  private let file: URL?
  private let identity: String
  /// The heads in the model's order; empty as long as nothing is known.
  private(set) var heads: [Head] = []
  private var rows: [String: [Float]] = [:]
  private var unsavedCount = 0

  /// Reads what is kept of a model's embeddings of a folder's images.
  ///
  /// - Parameters:
  ///   - identity: Tells models apart.
  ///   - directory: The folder of the file; `nil` keeps nothing.
  init(of folder: URL, identity: String, in directory: URL?) {
    self.identity = identity
    let name = Data("\(identity) \(folder.resolvingSymlinksInPath().path)".utf8).sha256
    file = directory?.appending(path: "\(name.prefix(24)).embeddings")
    if let file { read(file) }
  }

  /// The path of the file, if there is to be one.
  var path: String? { file?.path }

  /// Whether an image of this content is known.
  func contains(_ digest: String) -> Bool { rows[digest] != nil }

  /// The heads' embeddings of an image, one after the other.
  subscript(_ digest: String) -> [Float] { rows[digest] ?? [] }

  /// Adds images, a row of each head's matrix for each.
  mutating func add(_ matrices: Heads<EmbeddingMatrix>, of digests: [String]) {
    heads = matrices.map { Head(name: $0.name, width: $0.value.columns) }
    for (row, digest) in digests.enumerated() {
      rows[digest] = matrices.flatMap { head in
        head.value.values[(row * head.value.columns)..<((row + 1) * head.value.columns)]
      }
    }
    unsavedCount += digests.count
  }

  /// Whether so much is new that it should be saved before more is computed: what is written grows with what there is.
  var isWorthSaving: Bool { unsavedCount >= max(512, (rows.count - unsavedCount) / 2) }

  /// Replaces the file by the embeddings of some images, if anything is new.
  mutating func save(_ digests: [String]) throws(FileFailure) {
    guard let file, unsavedCount > 0 else { return }
    try OutputFolder.create(file.deletingLastPathComponent())
    let kept = Set(digests).filter(contains).sorted()
    let header = Header(identity: identity, heads: heads, count: kept.count)
    var body = (try? header.canonicalJSON()) ?? Data()
    body.append(UInt8(ascii: "\n"))
    for digest in kept { body.append(contentsOf: Self.bytes(of: digest)) }
    for digest in kept {
      self[digest].map(\.bitPattern.littleEndian).withUnsafeBytes { body.append(contentsOf: $0) }
    }
    try AtomicFile.write(Data("\(Self.mark)\(body.sha256)\n".utf8) + body, to: file)
    unsavedCount = 0
  }

  private mutating func read(_ file: URL) {
    guard let data = try? Data(contentsOf: file), data.starts(with: Data(Self.mark.utf8)),
      let firstEnd = data.firstIndex(of: UInt8(ascii: "\n")),
      let headerEnd = data[(firstEnd + 1)...].firstIndex(of: UInt8(ascii: "\n"))
    else { return }
    let body = data[(firstEnd + 1)...]
    guard String(decoding: data[..<firstEnd], as: UTF8.self) == Self.mark + Data(body).sha256,
      let header = try? JSONDecoder().decode(Header.self, from: data[(firstEnd + 1)..<headerEnd]),
      header.identity == identity
    else { return }
    let width = header.heads.reduce(0) { $0 + $1.width }
    let size = ContentDigest.byteCount
    let numbers = headerEnd + 1 + header.count * size
    guard data.endIndex == numbers + header.count * width * 4 else { return }
    heads = header.heads
    data.withUnsafeBytes { bytes in
      for index in 0..<header.count {
        let digest = headerEnd + 1 + index * size
        let start = numbers + index * width * 4
        rows[bytes[digest..<(digest + size)].hexadecimal] = (0..<width).map { column in
          Float(
            bitPattern: UInt32(
              littleEndian: bytes.loadUnaligned(fromByteOffset: start + 4 * column, as: UInt32.self)))
        }
      }
    }
  }

  private static func bytes(of hexadecimal: String) -> [UInt8] {
    let digits = Array(hexadecimal.utf8)
    func value(_ digit: UInt8) -> UInt8 { digit < 0x3a ? digit - 0x30 : digit - 0x57 }
    return stride(from: 0, to: digits.count - 1, by: 2).map { value(digits[$0]) << 4 | value(digits[$0 + 1]) }
  }
}
