import Images

/// Draws images side by side in frames: solid green for right, dashed red for wrong, so that not only colour tells.
package struct GalleryPainter: Sendable {
  /// The size of an image without its frame, in pixels.
  package var imageWidth: Int
  /// The same, down.
  package var imageHeight: Int
  /// The thickness of frames.
  package var frame: Int
  /// The room between frames.
  package var gap: Int

  /// Chooses sizes in pixels; all are positive.
  package init(imageWidth: Int = 72, imageHeight: Int = 192, frame: Int = 4, gap: Int = 8) {
    self.imageWidth = max(1, imageWidth)
    self.imageHeight = max(1, imageHeight)
    self.frame = max(1, frame)
    self.gap = max(0, gap)
  }

  /// An image file to draw, and whether it is right.
  package struct Picture: Sendable, Hashable {
    /// The path of a JPEG or PNG file.
    package var path: String
    /// Green if so, red otherwise.
    package var isRight: Bool

    package init(path: String, isRight: Bool) {
      self.path = path
      self.isRight = isRight
    }
  }

  private static let right = SIMD3<UInt8>(0, 158, 115)
  private static let wrong = SIMD3<UInt8>(213, 40, 40)
  private static let paper = SIMD3<UInt8>(255, 255, 255)

  /// The size of a row of pictures, in pixels.
  package func size(of count: Int) -> (width: Int, height: Int) {
    (max(1, count * (imageWidth + 2 * frame) + max(0, count - 1) * gap), imageHeight + 2 * frame)
  }

  /// The pictures in a row as the bytes of a PNG file.
  ///
  /// - Throws: `ImageFailure` for a file that is missing or no image.
  package func png(of pictures: [Picture]) throws -> [UInt8] {
    let size = size(of: pictures.count)
    var canvas = RGBImage(width: size.width, height: size.height, filledWith: Self.paper)
    for (place, picture) in pictures.enumerated() {
      let image = try ImageFile.decode(path: picture.path)
      let left = place * (imageWidth + 2 * frame + gap)
      drawFrame(left: left, isRight: picture.isRight, on: &canvas)
      draw(fitted(image), left: left + frame, on: &canvas)
    }
    return try PNGFile.encode(canvas)
  }

  /// The image within the cell, its proportions kept, on white.
  private func fitted(_ image: RGBImage) -> RGBImage {
    let scale = min(Double(imageWidth) / Double(image.width), Double(imageHeight) / Double(image.height))
    let size = (
      width: max(1, min(imageWidth, Int((Double(image.width) * scale).rounded()))),
      height: max(1, min(imageHeight, Int((Double(image.height) * scale).rounded())))
    )
    let small = PillowResize.bilinear(image, width: size.width, height: size.height)
    guard size != (imageWidth, imageHeight) else { return small }
    var cell = RGBImage(width: imageWidth, height: imageHeight, filledWith: Self.paper)
    let (left, top) = ((imageWidth - size.width) / 2, (imageHeight - size.height) / 2)
    for y in 0..<size.height {
      for x in 0..<size.width { cell[left + x, top + y] = small[x, y] }
    }
    return cell
  }

  private func draw(_ image: RGBImage, left: Int, on canvas: inout RGBImage) {
    for y in 0..<image.height {
      for x in 0..<image.width { canvas[left + x, frame + y] = image[x, y] }
    }
  }

  private func drawFrame(left: Int, isRight: Bool, on canvas: inout RGBImage) {
    let (width, height) = (imageWidth + 2 * frame, imageHeight + 2 * frame)
    for y in 0..<height {
      for x in 0..<width where x < frame || x >= width - frame || y < frame || y >= height - frame {
        // Dashes of four frames' length with gaps of two, and only half as thick.
        let along = y < frame || y >= height - frame ? x : y
        let depth = min(min(x, width - 1 - x), min(y, height - 1 - y))
        if isRight || (along % (6 * frame) < 4 * frame && depth >= frame / 2) {
          canvas[left + x, y] = isRight ? Self.right : Self.wrong
        }
      }
    }
  }
}
