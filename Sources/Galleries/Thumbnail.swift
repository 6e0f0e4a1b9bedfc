import Foundation
import Images
package import Reports

/// A small picture of an image file, for a page that holds its pictures itself.
package enum Thumbnail {
  private static let (maximumWidth, maximumHeight) = (168, 392)

  /// The picture of a JPEG or PNG file: its pixels as they are stored, which are what the model sees.
  ///
  /// Nothing else of the file: what EXIF says of place, time and camera does not travel with a page, and turns no picture.
  ///
  /// - Throws: `ImageFailure`.
  package static func picture(path: String) throws -> SearchPage.Picture {
    let image = try ImageFile.decode(path: path)
    let scale = min(
      1, Double(maximumWidth) / Double(image.width), Double(maximumHeight) / Double(image.height))
    let small =
      scale == 1
      ? image
      : PillowResize.bilinear(
        image, width: max(1, Int((Double(image.width) * scale).rounded())),
        height: max(1, Int((Double(image.height) * scale).rounded())))
    return SearchPage.Picture(
      mediaType: "image/png", base64: Data(try PNGFile.encode(small)).base64EncodedString(), width: small.width,
      height: small.height)
  }
}
