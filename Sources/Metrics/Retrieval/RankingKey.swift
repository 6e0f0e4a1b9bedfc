/// A place in a ranking as one integer: a smaller key ranks earlier.
///
/// Ranking order is similarity descending, then gallery index ascending. The upper half holds the similarity's bits,
/// mapped so that a larger similarity is a smaller integer; the lower half holds the gallery index.
struct RankingKey: Comparable, BitwiseCopyable {
  let bits: UInt64

  /// Behind every key of a finite similarity.
  static let last = RankingKey(bits: .max)

  private init(bits: UInt64) {
    self.bits = bits
  }

  /// The key of a finite similarity; -0 and 0 are the same similarity.
  @inline(__always)
  init(similarity: Float, galleryIndex: Int) {
    let pattern = (similarity + 0).bitPattern
    let ascending = pattern ^ (0x8000_0000 | (0 &- (pattern >> 31)))
    bits = UInt64(~ascending) << 32 | UInt64(UInt32(truncatingIfNeeded: galleryIndex))
  }

  /// The similarity, with -0 as 0.
  @inline(__always)
  var similarity: Float {
    let ascending = ~UInt32(truncatingIfNeeded: bits >> 32)
    return Float(bitPattern: ascending ^ (0x8000_0000 | ((ascending >> 31) &- 1)))
  }

  /// The index in the gallery.
  @inline(__always)
  var galleryIndex: Int { Int(bits & 0xffff_ffff) }

  @inline(__always)
  static func < (left: RankingKey, right: RankingKey) -> Bool { left.bits < right.bits }
}
