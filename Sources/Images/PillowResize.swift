/// Pillow's `Image.resize((width, height), filter)` on RGB images, sample for sample: antialiased when shrinking, rows
/// before columns, 8-bit samples between the two passes.
///
/// Up to Pillow 12.1, and so in the papers' runs, rows always come first. Later versions begin with the columns of
/// images that lose much more height than width, which changes some samples by a level.
/// Source: Pillow, `ImagingResample` of Resample.c.
public enum PillowResize {
  /// The image at another size.
  ///
  /// - Precondition: `width` and `height` are positive.
  public static func bilinear(_ image: RGBImage, width: Int, height: Int) -> RGBImage {
    resized(image, width: width, height: height, filter: .bilinear)
  }

  /// The image at another size, made with a filter.
  ///
  /// - Precondition: `width` and `height` are positive.
  public static func resized(_ image: RGBImage, width: Int, height: Int, filter: ResizeFilter) -> RGBImage {
    resizedColumns(resizedRows(image, to: width, filter), to: height, filter)
  }

  private static func resizedRows(_ image: RGBImage, to width: Int, _ filter: ResizeFilter) -> RGBImage {
    guard width != image.width else { return image }
    return resizedColumns(image.transposed(), to: width, filter).transposed()
  }

  private static func resizedColumns(_ image: RGBImage, to height: Int, _ filter: ResizeFilter) -> RGBImage {
    guard height != image.height else { return image }
    let windows = ResampleWindows(from: image.height, to: height, filter: filter)
    let rowSize = image.width * 3
    return RGBImage(width: image.width, height: height) { output in
      let output = UnsafeMutableRawBufferPointer(output)
      image.pixels.withUnsafeBytes { input in
        windows.weights.withUnsafeBufferPointer { weights in
          for y in 0..<height {
            weightedSum(
              of: UnsafeRawBufferPointer(rebasing: input[(windows.starts[y] * rowSize)...]),
              UnsafeBufferPointer(rebasing: weights[windows.ranges[y]]),
              into: UnsafeMutableRawBufferPointer(rebasing: output[(y * rowSize)..<((y + 1) * rowSize)])
            )
          }
        }
      }
    }
  }

  /// Writes the weighted sum of the first `weights.count` rows, each as long as `output`.
  private static func weightedSum(
    of rows: UnsafeRawBufferPointer,
    _ weights: UnsafeBufferPointer<Int32>,
    into output: UnsafeMutableRawBufferPointer
  ) {
    var column = 0
    while column + 16 <= output.count {
      var (left, right) = (WeightedSum(), WeightedSum())
      for tap in weights.indices {
        let samples = rows.loadUnaligned(fromByteOffset: tap &* output.count &+ column, as: SIMD16<UInt8>.self)
        left.add(samples.lowHalf, times: weights[tap])
        right.add(samples.highHalf, times: weights[tap])
      }
      let samples = SIMD16(lowHalf: left.rounded, highHalf: right.rounded)
      output.storeBytes(of: samples, toByteOffset: column, as: SIMD16<UInt8>.self)
      column += 16
    }
    while column < output.count {
      var sum = WeightedSum()
      for tap in weights.indices {
        sum.add(SIMD8(repeating: rows[tap &* output.count &+ column]), times: weights[tap])
      }
      output[column] = sum.rounded[0]
      column += 1
    }
  }
}

/// Eight sums of 8-bit samples times a weight of `ResampleWindows`.
///
/// A weight is split at 15 bits because processors multiply vectors of 16-bit numbers much faster than 32-bit ones.
private struct WeightedSum {
  private var low = SIMD8<Int32>(repeating: 1 << (ResampleWindows.fractionBits - 1))
  private var high = SIMD8<Int32>.zero

  mutating func add(_ samples: SIMD8<UInt8>, times weight: Int32) {
    let samples = SIMD8<Int32>(truncatingIfNeeded: samples)
    low &+= samples &* SIMD8(repeating: weight & 0x7fff)
    high &+= samples &* SIMD8(repeating: Int32(Int16(truncatingIfNeeded: weight &>> 15)))
  }

  /// The sums to the nearest whole number between 0 and 255. They are outside where a filter has negative weights or
  /// rounded weights add up to more than one.
  var rounded: SIMD8<UInt8> {
    let sum = SIMD8<Int16>(truncatingIfNeeded: (low &+ high &<< 15) &>> ResampleWindows.fractionBits)
    return SIMD8(truncatingIfNeeded: pointwiseMin(pointwiseMax(sum, .zero), SIMD8(repeating: 255)))
  }
}
