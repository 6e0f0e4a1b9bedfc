/// Which source pixel each output pixel shows: a mirror image and a shift, as index arithmetic.
///
/// Mirroring comes first, as in the papers' chain of random flip, padding and random crop.
public struct Placement: Sendable, Hashable {
  /// Whether left and right are swapped.
  public var isMirrored: Bool
  /// The source column, counted after mirroring, that output column 0 shows; negative or too large where there is none.
  public var left: Int
  /// The source row that output row 0 shows.
  public var top: Int

  /// Every pixel where it was.
  public static let inPlace = Placement(isMirrored: false, left: 0, top: 0)

  /// Shifts in pixels; those as large as the image leave nothing of it.
  public init(isMirrored: Bool, left: Int, top: Int) {
    self.isMirrored = isMirrored
    self.left = left
    self.top = top
  }

  /// Writes an image as planes `[3, height, width]`, mirrored and moved; uncovered pixels are black.
  ///
  /// - Precondition: `planes` has room for exactly the image.
  public func apply(to image: RGBImage, into planes: UnsafeMutableBufferPointer<UInt8>) {
    let (width, height) = (image.width, image.height)
    precondition(planes.count == image.pixels.count, "the output is not [3, height, width]")
    let (red, green, blue) = (0, width * height, 2 * width * height)
    image.pixels.withUnsafeBufferPointer { samples in
      for y in 0..<height {
        let row = y * width
        let covered = coveredColumns(ofRow: y, width: width, height: height)
        for plane in [red, green, blue] {
          planes[(plane + row)..<(plane + row + covered.lowerBound)].update(repeating: 0)
          planes[(plane + row + covered.upperBound)..<(plane + row + width)].update(repeating: 0)
        }
        guard !covered.isEmpty else { continue }
        let step = isMirrored ? -3 : 3
        var sample = source(ofColumn: covered.lowerBound, row: y, width: width) &* 3
        for x in (row &+ covered.lowerBound)..<(row &+ covered.upperBound) {
          planes[x] = samples[sample]
          planes[x &+ green] = samples[sample &+ 1]
          planes[x &+ blue] = samples[sample &+ 2]
          sample &+= step
        }
      }
    }
  }

  /// The output columns of a row that show source pixels; the others have none to show.
  private func coveredColumns(ofRow row: Int, width: Int, height: Int) -> Range<Int> {
    guard 0..<height ~= row + top, abs(left) < width else { return 0..<0 }
    return max(0, -left)..<min(width, width - left)
  }

  /// The index of the source pixel that a covered output pixel shows.
  private func source(ofColumn column: Int, row: Int, width: Int) -> Int {
    let sourceColumn = isMirrored ? width - 1 - (column + left) : column + left
    return (row + top) * width + sourceColumn
  }
}
