package import BenchCore
package import Images

/// Images as a pipeline hands them out: 8-bit samples, a quarter of the size of what a model computes with.
package struct HostImages<Pixels: PixelMemory>: Sendable {
  /// The samples, `[batch, 3, height, width]`.
  package var pixels: Pixels
  /// What is to be erased of each image once it is normalised; `nil` for nothing.
  package private(set) var erased: [RandomErasing.Rectangle?]

  /// Takes memory of the images' size that nothing has been written to.
  package init(writtenTo pixels: Pixels) {
    self.pixels = pixels
    erased = []
  }

  /// Writes the next image, changed at random.
  package mutating func append(
    _ image: RGBImage, changedBy augmentation: ImageAugmentation, using generator: inout SeededGenerator
  ) throws {
    try append(image, changed: augmentation.draw(width: image.width, height: image.height, using: &generator))
  }

  /// Writes the next image with changes that were drawn.
  package mutating func append(_ image: RGBImage, changed changes: ImageChanges) throws {
    let (start, count) = (erased.count * image.pixels.count, image.pixels.count)
    try pixels.withBytes { bytes in
      changes.apply(to: image, into: UnsafeMutableBufferPointer(rebasing: bytes[start..<(start + count)]))
    }
    erased.append(changes.erased)
  }
}

extension HostImages: Equatable where Pixels: Equatable {}

/// Memory that the workers of a pipeline write images to, such as memory that a device copies from by itself.
package protocol PixelMemory: Sendable {
  /// Gives `body` the bytes.
  mutating func withBytes<Result>(_ body: (UnsafeMutableBufferPointer<UInt8>) throws -> Result) throws -> Result
}
