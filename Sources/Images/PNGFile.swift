import BenchCore
import CPNG
public import Foundation

/// Writes and reads PNG files.
public enum PNGFile {
  /// The image as the bytes of a PNG file: 8-bit RGB without a time stamp, so equal images give equal bytes.
  ///
  /// - Throws: `ImageFailure` when libpng refuses, as it does when the pixels exceed 2^31 bytes.
  public static func encode(_ image: RGBImage) throws -> [UInt8] {
    var description = png_image()
    description.version = png_uint_32(PNG_IMAGE_VERSION)
    description.width = png_uint_32(clamping: image.width)
    description.height = png_uint_32(clamping: image.height)
    description.format = png_uint_32(PNG_FORMAT_FLAG_COLOR)
    let capacity = cpng_encoded_size_limit(description.width, description.height)
    return try [UInt8](unsafeUninitializedCapacity: capacity) { buffer, count in
      var size = png_alloc_size_t(capacity)
      guard png_image_write_to_memory(&description, buffer.baseAddress, &size, 0, image.pixels, 0, nil) != 0 else {
        let message = withUnsafeBytes(of: description.message) {
          String(nullTerminated: Array($0.bindMemory(to: CChar.self)))
        }
        throw ImageFailure(path: "\(image.width) x \(image.height) image", reason: .notEncoded(message))
      }
      count = Int(size)
    }
  }

  /// Writes the image to a PNG file, whole or not at all: beside the target first, then renamed.
  ///
  /// - Throws: `ImageFailure` when the image cannot be encoded or the file cannot be written.
  public static func write(_ image: RGBImage, to url: URL) throws {
    let bytes = try encode(image)
    do throws(FileFailure) {
      try AtomicFile.write(Data(bytes), to: url)
    } catch {
      throw ImageFailure(path: url.path, reason: .system(error.reason))
    }
  }

  /// Reads a PNG file as RGB.
  ///
  /// - Throws: `ImageFailure`, also when the file holds another format.
  public static func read(from url: URL) throws -> RGBImage {
    let bytes = try SourceFile(path: url.path).bytes()
    guard try ImageFormat(sniffing: bytes, name: url.path) == .png else {
      throw ImageFailure(path: url.path, reason: .unknownFormat)
    }
    return try ImageFile.decode(bytes: bytes, name: url.path)
  }
}
