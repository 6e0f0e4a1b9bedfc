/// How an image's samples are weighted where it gets another size: Pillow's filters of these names.
public enum ResizeFilter: String, Sendable, Hashable, CaseIterable {
  /// A triangle.
  case bilinear
  /// Keys's piecewise cubic with a = -0.5.
  case bicubic

  /// How far the filter reaches from its centre, in samples.
  var support: Double {
    switch self {
    case .bilinear: 1
    case .bicubic: 2
    }
  }

  /// The weight of a sample at a distance from the centre.
  ///
  /// Source: Pillow, `bilinear_filter` and `bicubic_filter` of Resample.c.
  func weight(at distance: Double) -> Double {
    let x = abs(distance)
    switch self {
    case .bilinear: return max(0, 1 - x)
    case .bicubic:
      let a = -0.5
      if x < 1 { return ((a + 2) * x - (a + 3)) * x * x + 1 }
      return x < 2 ? (((x - 5) * x + 8) * x - 4) * a : 0
    }
  }
}
