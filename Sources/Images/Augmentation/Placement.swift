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

  /// The output columns of a row that show source pixels; the others have none to show.
  func coveredColumns(ofRow row: Int, width: Int, height: Int) -> Range<Int> {
    guard 0..<height ~= row + top, abs(left) < width else { return 0..<0 }
    return max(0, -left)..<min(width, width - left)
  }

  /// The index of the source pixel that a covered output pixel shows.
  func source(ofColumn column: Int, row: Int, width: Int) -> Int {
    let sourceColumn = isMirrored ? width - 1 - (column + left) : column + left
    return (row + top) * width + sourceColumn
  }
}
