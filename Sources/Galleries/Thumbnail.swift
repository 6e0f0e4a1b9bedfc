import Foundation
import Images
package import Reports

/// A small picture of an image file, for a page that holds its pictures itself.
package enum Thumbnail {
  /// A file of at most so many bytes stands in the page as it is.
  private static let wholeFileLimit = 64 << 10
  private static let (maximumWidth, maximumHeight) = (168, 392)

  /// The picture of a JPEG or PNG file.
  ///
  /// - Throws: `ImageFailure`.
  package static func picture(path: String) throws -> SearchPage.Picture {
    let image = try ImageFile.decode(path: path)
    if let bytes = try? Data(contentsOf: URL(filePath: path)), bytes.count <= wholeFileLimit {
      let header = try ImageFile.header(bytes: Array(bytes), name: path)
      return SearchPage.Picture(
        mediaType: "image/\(header.format.rawValue)", base64: bytes.base64EncodedString(), width: image.width,
        height: image.height)
    }
    let scale = min(
      1, Double(maximumWidth) / Double(image.width), Double(maximumHeight) / Double(image.height))
    let small = PillowResize.bilinear(
      image, width: max(1, Int((Double(image.width) * scale).rounded())),
      height: max(1, Int((Double(image.height) * scale).rounded())))
    return SearchPage.Picture(
      mediaType: "image/png", base64: Data(try PNGFile.encode(small)).base64EncodedString(), width: small.width,
      height: small.height)
  }
}
