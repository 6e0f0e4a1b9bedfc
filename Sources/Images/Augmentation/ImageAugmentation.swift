public import BenchCore

/// The random changes that a training image goes through on its way to the model, in the papers' order:
/// colours, blur, flip, shift, normalisation, erasing. A step that is nil is left out.
public struct ImageAugmentation: Codable, Sendable, Hashable {
  /// Changes of brightness, contrast, saturation and hue.
  public var colorJitter: ColorJitter?
  /// Loss of colour.
  public var grayscale: RandomGrayscale?
  /// Loss of sharpness.
  public var blur: GaussianBlur?
  /// The mirror image.
  public var flip: HorizontalFlip?
  /// A shift over a black border.
  public var padAndCrop: PadAndCrop?
  /// A rectangle painted over.
  public var erasing: RandomErasing?

  /// A step that is `nil` is left out; `validate` checks the others.
  public init(
    colorJitter: ColorJitter? = nil,
    grayscale: RandomGrayscale? = nil,
    blur: GaussianBlur? = nil,
    flip: HorizontalFlip? = nil,
    padAndCrop: PadAndCrop? = nil,
    erasing: RandomErasing? = nil
  ) {
    self.colorJitter = colorJitter
    self.grayscale = grayscale
    self.blur = blur
    self.flip = flip
    self.padAndCrop = padAndCrop
    self.erasing = erasing
  }

  /// No change, as for evaluation.
  public static let none = ImageAugmentation()
  /// The flip alone: the training transform of IRRA's and RDE's code without `--img_aug`.
  public static let flip = ImageAugmentation(flip: HorizontalFlip())
  /// Flip, shift and erasing: what IRRA and RDE train with.
  public static let paper = ImageAugmentation(
    flip: HorizontalFlip(),
    padAndCrop: PadAndCrop(),
    erasing: RandomErasing()
  )
  /// The paper's chain with AMNS's changes of colour and sharpness, whose settings are those of A-CLIP's code
  /// (`main.py`, without its solarisation, which AMNS does not mention).
  public static let amns = ImageAugmentation(
    colorJitter: ColorJitter(),
    grayscale: RandomGrayscale(),
    blur: GaussianBlur(),
    flip: HorizontalFlip(),
    padAndCrop: PadAndCrop(),
    erasing: RandomErasing()
  )

  /// The chains by name.
  public static let presets: [(name: String, augmentation: ImageAugmentation)] = [
    ("none", none), ("flip", flip), ("paper", paper), ("amns", amns),
  ]

  /// Draws what happens to an image of a size: what is drawn depends on no pixel.
  ///
  /// Equal generators give equal changes.
  public func draw(width: Int, height: Int, using generator: inout SeededGenerator) -> ImageChanges {
    let colors = colorJitter?.draw(using: &generator) ?? []
    let removesColor = grayscale?.draw(using: &generator) ?? false
    let deviation = blur?.draw(using: &generator)
    var placement = Placement.inPlace
    placement.isMirrored = flip?.draw(using: &generator) ?? false
    if let shift = padAndCrop?.draw(using: &generator) { (placement.top, placement.left) = shift }
    return ImageChanges(
      colors: colors, removesColor: removesColor, blur: deviation, placement: placement,
      erased: erasing?.draw(width: width, height: height, using: &generator))
  }

  /// Changes an image at random and writes its samples as planes `[3, height, width]`.
  ///
  /// The image has the model's input size already. Equal generators give equal results. Normalisation and erasing, which
  /// make floating-point numbers of the samples, are left to where the model computes.
  /// - Returns: The rectangle to erase after normalisation; `nil` for none.
  /// - Precondition: `output` has room for exactly the image, and `validate()` accepts this chain.
  public func apply(
    to image: RGBImage,
    using generator: inout SeededGenerator,
    into output: UnsafeMutableBufferPointer<UInt8>
  ) -> RandomErasing.Rectangle? {
    let changes = draw(width: image.width, height: image.height, using: &generator)
    changes.apply(to: image, into: output)
    return changes.erased
  }
}
