import BenchCore

extension ImageAugmentation {
  /// The chain of a name among `presets`.
  ///
  /// - Throws: `AugmentationFailure` with close matches.
  public init(preset name: String) throws {
    let failure = AugmentationFailure.init(unknownPreset:known:)
    self = try Suggestion.find(name, in: Self.presets, id: \.name, else: failure).augmentation
  }

  /// Checks the settings, which may come from a file.
  ///
  /// - Throws: `AugmentationFailure` for the first one that is out of range.
  public func validate() throws {
    let probabilities = [
      ("colorJitter", colorJitter?.probability), ("grayscale", grayscale?.probability), ("blur", blur?.probability),
      ("flip", flip?.probability), ("erasing", erasing?.probability),
    ]
    for case (let step, let probability?) in probabilities {
      try Self.require(probability, in: 0...1, "\(step).probability")
    }
    if let colorJitter {
      try Self.require(colorJitter.brightness, in: 0...10, "colorJitter.brightness")
      try Self.require(colorJitter.contrast, in: 0...10, "colorJitter.contrast")
      try Self.require(colorJitter.saturation, in: 0...10, "colorJitter.saturation")
      try Self.require(colorJitter.hue, in: 0...0.5, "colorJitter.hue")
    }
    if let blur {
      try Self.require(blur.deviation.lowerBound, in: 0...100, "blur.deviation")
      try Self.require(blur.deviation.upperBound, in: 0...100, "blur.deviation")
    }
    if let padAndCrop {
      try Self.require(Double(padAndCrop.padding), in: 0...10_000, "padAndCrop.padding")
    }
    if let erasing {
      try Self.require(erasing.area.lowerBound, in: 0...1, "erasing.area")
      try Self.require(erasing.area.upperBound, in: 0...1, "erasing.area")
      try Self.require(erasing.aspect.lowerBound, in: 0.001...1000, "erasing.aspect")
      try Self.require(erasing.aspect.upperBound, in: 0.001...1000, "erasing.aspect")
    }
  }

  /// Throws when a value, which may be NaN, is not in a range.
  private static func require(_ value: Double, in range: ClosedRange<Double>, _ setting: String) throws {
    guard range.contains(value) else {
      throw AugmentationFailure(setting, is: value, expected: "\(range.lowerBound) to \(range.upperBound)")
    }
  }
}
