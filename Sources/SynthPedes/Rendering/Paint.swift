/// How the cloth of a garment is printed.
enum ClothPattern: Equatable, Sendable {
  case plain
  case horizontalStripes
  case verticalStripes
  case checks
  case dots
}

/// What a shape is filled with: an ink, a printed pattern, and shading that makes the shape look round.
struct Paint {
  var ink: Ink
  /// The second ink of a printed pattern.
  var accent = Ink.white
  var pattern = ClothPattern.plain
  /// How much the shape darkens towards its edge, `0...1`; 0 is flat and takes no side light either.
  var rim: Float = 0.3
  /// Over how many figure units the darkening fades out inwards.
  var roundness: Float = 4.5
  /// How much creases darken the cloth, `0...1`.
  var creases: Float = 0
  var opacity: Float = 1
  /// Over how many figure units the edge fades; 0 is a crisp, antialiased edge.
  var softness: Float = 0

  init(_ ink: Ink) {
    self.ink = ink
  }

  /// One ink without any shading: lines, prints, backgrounds.
  static func flat(_ ink: Ink, opacity: Float = 1, softness: Float = 0) -> Paint {
    var paint = Paint(ink)
    paint.rim = 0
    paint.opacity = opacity
    paint.softness = softness
    return paint
  }

  /// Creased cloth.
  static func cloth(_ ink: Ink, pattern: ClothPattern = .plain, accent: Ink = .white) -> Paint {
    var paint = Paint(ink)
    paint.pattern = pattern
    paint.accent = accent
    paint.creases = 0.1
    return paint
  }

  /// The ink at a place that lies `depth` figure units inside the edge, without side light.
  func colour(_ x: Float, _ y: Float, depth: Float) -> Ink {
    guard rim > 0 else { return ink }
    let printed = pattern == .plain ? ink : ink.mixed(accent, accentShare(x, y))
    let open = 1 - min(max(depth / roundness, 0), 1)
    let crease = creases > 0 ? creases * Self.wave(x * 0.045 + y * 0.031 + Self.wave(y * 0.043 + 0.2) * 0.55) : 0
    // Black cloth cannot darken towards its edge, so it catches light there.
    if printed.lightness < 0.2 { return printed.mixed(.white, (rim * open * open + crease) * 0.4) }
    return printed.scaled(1 - rim * open * open - crease)
  }

  /// How much of the accent ink the pattern shows here, `0...1`.
  private func accentShare(_ x: Float, _ y: Float) -> Float {
    switch pattern {
    case .plain: return 0
    case .horizontalStripes: return Self.stripe(y, period: 8, width: 3.8)
    case .verticalStripes: return Self.stripe(x + 1.9, period: 7, width: 2.8)
    case .checks:
      let across = Self.stripe(y, period: 9, width: 4)
      let down = Self.stripe(x + 2, period: 9, width: 4)
      return 0.55 * (across + down) - 0.1 * across * down
    case .dots:
      let row = (y / 7).rounded(.down)
      let shift: Float = row.truncatingRemainder(dividingBy: 2) == 0 ? 0 : 4
      let u = Self.centred(x + shift, period: 8)
      let v = Self.centred(y - 3.5, period: 7)
      return min(max(2.1 - (u * u + v * v).squareRoot() + 0.5, 0), 1)
    }
  }

  /// 1 inside stripes of `width` repeated every `period`, with edges soft over one unit.
  private static func stripe(_ position: Float, period: Float, width: Float) -> Float {
    min(max(width / 2 - abs(centred(position, period: period)) + 0.5, 0), 1)
  }

  /// The offset from the nearest multiple of `period`.
  private static func centred(_ position: Float, period: Float) -> Float {
    position - (position / period).rounded() * period
  }

  /// A triangle wave of period 1 between 0 and 1, squared to sharpen its ridges.
  private static func wave(_ position: Float) -> Float {
    let offset = abs(position - position.rounded()) * 2
    return offset * offset
  }
}
