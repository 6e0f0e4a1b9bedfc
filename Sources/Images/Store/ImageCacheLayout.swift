import BenchCore

/// Where things lie in a cache file of decoded images.
///
/// ```
/// header   8 words: magic, width, height, count, checksum of the entries, filter, two zeros
/// entries  6 words per image: checksum of the path, the source's version, checksum of the pixels
/// pixels   [count, height, width, 3], from the next multiple of 4096 bytes
/// ```
///
/// Words are 64-bit in the machine's byte order; the magic of a machine of the other order does not match.
struct ImageCacheLayout: Sendable {
  let width: Int
  let height: Int
  let count: Int
  var filter = ResizeFilter.bilinear

  /// "NCBIMG" and the version; raise it when the layout or the way pixels are made changes.
  static let magic: UInt64 = 0x4e43_4249_4d47_0002
  static let headerWords = 8

  /// What ties a record to its source, and its pixels to the record.
  struct Entry: BitwiseCopyable, Sendable {
    private let pathChecksum: UInt64
    private let version: FileVersion
    let pixelChecksum: UInt64

    init(source: ImageSource, pixelChecksum: UInt64) {
      pathChecksum = source.pathChecksum
      version = source.version
      self.pixelChecksum = pixelChecksum
    }

    func isMade(from source: ImageSource) -> Bool {
      (pathChecksum, version) == (source.pathChecksum, source.version)
    }
  }

  var recordSize: Int { width * height * 3 }
  var headerSize: Int { Self.headerWords * MemoryLayout<UInt64>.stride }
  var fileSize: Int { offset(ofRecord: count) }

  func offset(ofRecord index: Int) -> Int {
    let entriesEnd = headerSize + count * MemoryLayout<Entry>.stride
    return (entriesEnd + 4095) / 4096 * 4096 + index * recordSize
  }

  /// The header of a file with these entries.
  func header(of entries: [Entry]) -> [UInt64] {
    let checksum = entries.withUnsafeBytes { Checksum(of: $0) }
    return [Self.magic, UInt64(width), UInt64(height), UInt64(count), checksum.value, filter.code, 0, 0]
  }
}

extension ResizeFilter {
  /// The number in a cache file; files of before there was another filter have a zero there.
  fileprivate var code: UInt64 {
    switch self {
    case .bilinear: 0
    case .bicubic: 1
    }
  }
}

/// A source file at a moment: which one, and which version of it.
struct ImageSource {
  let pathChecksum: UInt64
  let version: FileVersion

  init(path: String, version: FileVersion) {
    pathChecksum = Checksum(of: path).value
    self.version = version
  }
}
