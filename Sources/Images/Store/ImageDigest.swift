import BenchCore

/// What is known of the content of an image file, and of which version of the file.
struct ImageDigest: BitwiseCopyable, Sendable {
  let version: FileVersion
  /// SHA-256 of the file, 32 bytes.
  let sha256: (UInt64, UInt64, UInt64, UInt64)
  /// EXIF's orientation, 1 to 8; 0 where nothing is known.
  let orientation: Int64

  /// Stands for a file that was not read.
  static let unknown = ImageDigest(version: .none, sha256: (0, 0, 0, 0), orientation: 0)

  private init(version: FileVersion, sha256: (UInt64, UInt64, UInt64, UInt64), orientation: Int64) {
    self.version = version
    self.sha256 = sha256
    self.orientation = orientation
  }

  /// Reads a file, a megabyte at a time.
  ///
  /// - Throws: `ImageFailure`: missing, empty, no regular file, or refused by the system.
  init(of file: borrowing SourceFile) throws {
    let step = 1 << 20
    var block = try file.bytes(limit: step)
    // What is no image is found by whoever decodes it.
    let format = try? ImageFormat(sniffing: block, name: file.path)
    let orientation = format.flatMap { EXIFOrientation.find(in: block, $0) } ?? EXIFOrientation.upright
    var digest = ContentDigest()
    var offset = 0
    while !block.isEmpty {
      block.withUnsafeBytes { digest.update($0) }
      offset += block.count
      block = try file.bytes(from: offset, limit: step)
    }
    self.init(version: file.version, sha256: digest.words, orientation: Int64(orientation))
  }

  var isKnown: Bool { orientation != 0 }
}

extension ContentDigest {
  /// The 32 bytes as four words in the machine's order of bytes.
  var words: (UInt64, UInt64, UInt64, UInt64) {
    bytes.withUnsafeBytes { $0.loadUnaligned(as: (UInt64, UInt64, UInt64, UInt64).self) }
  }
}
