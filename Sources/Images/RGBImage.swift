/// An 8-bit colour image in host memory.
public struct RGBImage: Sendable, Hashable, CustomStringConvertible {
  /// The number of columns, at least 1.
  public let width: Int
  /// The number of rows, at least 1.
  public let height: Int
  /// The samples `[height, width, 3]`, red first, without row padding.
  public internal(set) var pixels: [UInt8]

  /// Takes samples `[height, width, 3]`, red first.
  ///
  /// - Precondition: both sides are positive and `pixels` holds `height * width * 3` samples.
  public init(width: Int, height: Int, pixels: [UInt8]) {
    precondition(width > 0 && height > 0 && pixels.count == width * height * 3, "pixels are not [height, width, 3]")
    self.width = width
    self.height = height
    self.pixels = pixels
  }

  /// All `[height, width]` pixels in one colour, red first.
  public init(width: Int, height: Int, filledWith color: SIMD3<UInt8>) {
    var pixels = [UInt8](repeating: color.x, count: width * height * 3)
    if color != SIMD3(repeating: color.x) {
      for first in stride(from: 0, to: pixels.count, by: 3) {
        for channel in 1...2 { pixels[first + channel] = color[channel] }
      }
    }
    self.init(width: width, height: height, pixels: pixels)
  }

  /// The colour at a column and a row.
  public subscript(x: Int, y: Int) -> SIMD3<UInt8> {
    get {
      let first = (y * width + x) * 3
      return SIMD3(pixels[first], pixels[first + 1], pixels[first + 2])
    }
    set {
      let first = (y * width + x) * 3
      for channel in 0..<3 { pixels[first + channel] = newValue[channel] }
    }
  }

  /// The size alone: an error message is no place for all samples.
  public var description: String { "RGBImage(\(width) x \(height))" }

  /// Creates an image whose samples `[height, width, 3]` are written by `fill`, which must set all of them.
  init(width: Int, height: Int, fill: (UnsafeMutableBufferPointer<UInt8>) throws -> Void) rethrows {
    let count = width * height * 3
    let pixels = try [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
      try fill(UnsafeMutableBufferPointer(rebasing: buffer[..<count]))
      initialized = count
    }
    self.init(width: width, height: height, pixels: pixels)
  }
}
