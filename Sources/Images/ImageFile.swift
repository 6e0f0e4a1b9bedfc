import Foundation

/// The formats that can be decoded.
public enum ImageFormat: String, Sendable, Hashable, CaseIterable {
  case jpeg
  case png

  /// The name in messages.
  public var name: String { rawValue.uppercased() }

  /// The format that the first bytes announce.
  ///
  /// - Throws: `ImageFailure`: empty or an unknown format.
  init(sniffing bytes: [UInt8], name: String) throws {
    switch true {
    case bytes.isEmpty: throw ImageFailure(path: name, reason: .empty)
    case bytes.starts(with: [0xff, 0xd8, 0xff]): self = .jpeg
    case bytes.starts(with: [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]): self = .png
    default: throw ImageFailure(path: name, reason: .unknownFormat)
    }
  }
}

/// What the first bytes of an image file say.
public struct ImageHeader: Sendable, Hashable {
  /// The format by the first bytes, whatever the file's extension.
  public let format: ImageFormat
  /// The number of columns.
  public let width: Int
  /// The number of rows.
  public let height: Int
  /// What EXIF says of how the camera was held: 1 for upright, 2 to 8 for mirrored or turned. Pixels are left as they are
  /// stored, as the papers' code leaves them.
  public let orientation: Int
}

/// Decodes JPEG and PNG files to RGB, with the samples that Pillow's `Image.open(path).convert("RGB")` gives.
///
/// Stricter than Pillow in one respect: data that end early or are damaged are an error, even where a decoder could
/// make pixels up.
public enum ImageFile {
  /// The most pixels an image may have unless the caller says otherwise: 50 million, 150 MB as RGB.
  public static let defaultPixelLimit = 50_000_000

  /// Reads and decodes an image file.
  ///
  /// - Throws: `ImageFailure`; an image over the limit is refused before memory for its pixels is taken.
  public static func decode(path: String, pixelLimit: Int = defaultPixelLimit) throws -> RGBImage {
    try decode(bytes: SourceFile(path: path).bytes(), name: path, pixelLimit: pixelLimit)
  }

  /// Decodes an image file's bytes; `name` stands for the path in errors.
  ///
  /// - Throws: `ImageFailure`.
  public static func decode(
    bytes: [UInt8],
    name: String,
    pixelLimit: Int = defaultPixelLimit
  ) throws -> RGBImage {
    switch try ImageFormat(sniffing: bytes, name: name) {
    case .jpeg:
      return try JPEGDecoder(name: name).decode(bytes, pixelLimit: pixelLimit)
    case .png:
      let (width, height) = try PNGDecoder.size(of: bytes, name: name)
      try check(width: width, height: height, pixelLimit: pixelLimit, name: name)
      return try PNGDecoder.decode(bytes, width: width, height: height, name: name)
    }
  }

  /// The format and size of an image file. Reads a few kilobytes: finds missing and wrong files, not damaged pixels.
  ///
  /// - Throws: `ImageFailure`.
  public static func header(path: String) throws -> ImageHeader {
    let file = try SourceFile(path: path)
    let start = try file.bytes(limit: 4096)
    do {
      let header = try header(bytes: start, name: path)
      let isWhole = EXIFOrientation.find(in: start, header.format) != nil || start.count >= file.version.size
      if isWhole { return header }
    } catch let error as ImageFailure where error.reason != .unknownFormat && start.count < file.version.size {
      // Profiles and thumbnails can come before the size.
    }
    return try header(bytes: file.bytes(), name: path)
  }

  /// The format and size of an image by its first bytes; `name` stands for the path in errors.
  ///
  /// - Throws: `ImageFailure`.
  public static func header(bytes: [UInt8], name: String) throws -> ImageHeader {
    let format = try ImageFormat(sniffing: bytes, name: name)
    let (width, height) =
      switch format {
      case .jpeg: try JPEGDecoder(name: name).size(of: bytes)
      case .png: try PNGDecoder.size(of: bytes, name: name)
      }
    let orientation = EXIFOrientation.find(in: bytes, format) ?? EXIFOrientation.upright
    return ImageHeader(format: format, width: width, height: height, orientation: orientation)
  }

  /// Throws when a dataset's image is no photo: one pixel wide or high, or over the default limit of pixels.
  ///
  /// - Throws: `ImageFailure`.
  public static func checkIsPhoto(width: Int, height: Int, name: String) throws {
    guard min(width, height) > 1 else {
      throw ImageFailure(path: name, reason: .tooSmall(width: width, height: height))
    }
    try check(width: width, height: height, pixelLimit: defaultPixelLimit, name: name)
  }

  /// The paths from the root of the file system on, whatever the working directory becomes.
  static func absolutePaths(_ paths: [String]) -> [String] {
    let folder = FileManager.default.currentDirectoryPath
    return paths.map { $0.hasPrefix("/") ? $0 : "\(folder)/\($0)" }
  }

  /// Throws when an image has more pixels than allowed. Both sides are below 2^31, so the product does not overflow.
  static func check(width: Int, height: Int, pixelLimit: Int, name: String) throws {
    guard width * height <= pixelLimit else {
      throw ImageFailure(path: name, reason: .tooLarge(width: width, height: height, pixelLimit: pixelLimit))
    }
  }
}
