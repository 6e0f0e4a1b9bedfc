/// A colour while drawing: red, green and blue, each `0...1`, as displayed (not linear light).
struct Ink: Equatable, Sendable {
  var red: Float
  var green: Float
  var blue: Float

  init(_ red: Float, _ green: Float, _ blue: Float) {
    self.red = red
    self.green = green
    self.blue = blue
  }

  static let black = Ink(0.05, 0.05, 0.06)
  static let white = Ink(0.97, 0.97, 0.96)

  /// 0.3 red + 0.6 green + 0.1 blue: how light the ink looks, `0...1`.
  var lightness: Float { 0.3 * red + 0.6 * green + 0.1 * blue }

  /// This ink multiplied by `factor`.
  func scaled(_ factor: Float) -> Ink {
    Ink(red * factor, green * factor, blue * factor)
  }

  /// Both inks' light together.
  func plus(_ other: Ink) -> Ink {
    Ink(red + other.red, green + other.green, blue + other.blue)
  }

  /// `1 - amount` of this ink and `amount` of the other.
  func mixed(_ other: Ink, _ amount: Float) -> Ink {
    Ink(
      red + (other.red - red) * amount,
      green + (other.green - green) * amount,
      blue + (other.blue - blue) * amount)
  }

  /// An ink for seams and folds on this one: darker, or lighter where this one is almost black.
  var seam: Ink {
    lightness < 0.2 ? mixed(.white, 0.22) : scaled(0.68)
  }
}
