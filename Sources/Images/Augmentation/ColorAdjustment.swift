/// One change of an image's colours, with the samples that Pillow gives.
///
/// Source: torchvision's `adjust_brightness`, `adjust_contrast`, `adjust_saturation`, `adjust_hue` and
/// `to_grayscale` on Pillow images; Pillow's `ImageEnhance`, `ImagingBlend` (Blend.c) and `rgb2l` (Convert.c).
public enum ColorAdjustment: Sendable, Hashable {
  /// Scales all samples by a factor; 1 leaves the image as it is.
  case brightness(Double)
  /// Scales the distance from the image's mean luma by a factor.
  case contrast(Double)
  /// Scales the distance from the pixel's luma by a factor; 0 makes the image gray.
  case saturation(Double)
  /// Turns the colour circle by a part of a turn, -0.5...0.5.
  case hue(Double)

  /// Changes the image.
  public func apply(to image: inout RGBImage) {
    switch self {
    case .brightness(let factor):
      image.moveSamples(from: 0, by: Float(factor))
    case .contrast(let factor):
      image.moveSamples(from: image.meanLuma, by: Float(factor))
    case .saturation(let factor):
      let factor = Float(factor)
      image.mapPixels { red, green, blue in
        let gray = luma(red, green, blue)
        return (
          moved(red, from: gray, by: factor), moved(green, from: gray, by: factor), moved(blue, from: gray, by: factor)
        )
      }
    case .hue(let turn):
      let shift = UInt8(truncatingIfNeeded: Int32(turn * 255))
      image.mapPixels { red, green, blue in
        var pixel = HSVPixel(red: red, green: green, blue: blue)
        pixel.hue &+= shift
        return pixel.rgb
      }
    }
  }
}

extension RGBImage {
  /// Replaces every colour by its luma.
  mutating func removeColor() {
    mapPixels { red, green, blue in
      let gray = luma(red, green, blue)
      return (gray, gray, gray)
    }
  }

  /// The mean luma of all pixels, rounded.
  fileprivate var meanLuma: UInt8 {
    let sum = pixels.withUnsafeBufferPointer { samples in
      stride(from: 0, to: samples.count, by: 3).reduce(0) { sum, first in
        sum &+ Int(luma(samples[first], samples[first + 1], samples[first + 2]))
      }
    }
    return UInt8(Double(sum) / Double(width * height) + 0.5)
  }

  /// Moves every sample away from (factor > 1) or towards (factor < 1) a level.
  fileprivate mutating func moveSamples(from level: UInt8, by factor: Float) {
    let table = (0...255).map { moved($0, from: level, by: factor) }
    pixels.withUnsafeMutableBufferPointer { samples in
      for index in samples.indices { samples[index] = table[Int(samples[index])] }
    }
  }

  /// Replaces every pixel.
  fileprivate mutating func mapPixels(_ transform: (UInt8, UInt8, UInt8) -> (UInt8, UInt8, UInt8)) {
    pixels.withUnsafeMutableBufferPointer { samples in
      for first in stride(from: 0, to: samples.count, by: 3) {
        (samples[first], samples[first + 1], samples[first + 2]) =
          transform(samples[first], samples[first + 1], samples[first + 2])
      }
    }
  }
}

/// The brightness of a colour by ITU-R 601-2, in 16-bit fixed point.
private func luma(_ red: UInt8, _ green: UInt8, _ blue: UInt8) -> UInt8 {
  UInt8(truncatingIfNeeded: (Int32(red) * 19595 + Int32(green) * 38470 + Int32(blue) * 7471 + 0x8000) >> 16)
}

/// A sample whose distance from a level is scaled by a factor.
private func moved(_ sample: UInt8, from level: UInt8, by factor: Float) -> UInt8 {
  UInt8(min(max(Float(level) + factor * (Float(sample) - Float(level)), 0), 255))
}
