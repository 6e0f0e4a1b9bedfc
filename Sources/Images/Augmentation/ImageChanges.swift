/// What chance made of an image: the changes that `ImageAugmentation.draw` chose.
public struct ImageChanges: Sendable, Hashable {
  /// The changes of colour, in their order.
  public var colors: [ColorAdjustment]
  /// Whether the colours are lost.
  public var removesColor: Bool
  /// The standard deviation of the blur in pixels; `nil` for none.
  public var blur: Double?
  /// The mirror image and the shift.
  public var placement: Placement
  /// The rectangle to erase after normalisation; `nil` for none.
  public var erased: RandomErasing.Rectangle?

  /// Makes all changes but the erasing, and writes the samples as planes `[3, height, width]`.
  ///
  /// - Precondition: `output` has room for exactly the image.
  public func apply(to image: RGBImage, into output: UnsafeMutableBufferPointer<UInt8>) {
    var image = image
    for adjustment in colors { adjustment.apply(to: &image) }
    if removesColor { image.removeColor() }
    if let blur { image = GaussianBlur.blurred(image, deviation: blur) }
    placement.apply(to: image, into: output)
  }
}
