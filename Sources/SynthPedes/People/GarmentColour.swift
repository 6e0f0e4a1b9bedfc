/// The fifteen colours of clothes and bags, named as people name them.
package enum GarmentColour: Int, CaseIterable, Codable, Sendable, Hashable {
  case black, white, grey, red, maroon, pink, orange, yellow, beige, brown, green, lightBlue, blue, navy, purple

  /// What the colour is drawn with.
  var ink: Ink {
    switch self {
    case .black: Ink(0.10, 0.10, 0.12)
    case .white: Ink(0.96, 0.96, 0.95)
    case .grey: Ink(0.54, 0.55, 0.58)
    case .red: Ink(0.86, 0.12, 0.14)
    case .maroon: Ink(0.45, 0.05, 0.13)
    case .pink: Ink(0.97, 0.60, 0.74)
    case .orange: Ink(0.97, 0.51, 0.08)
    case .yellow: Ink(0.98, 0.85, 0.16)
    case .beige: Ink(0.86, 0.77, 0.59)
    case .brown: Ink(0.46, 0.28, 0.14)
    case .green: Ink(0.15, 0.56, 0.26)
    case .lightBlue: Ink(0.54, 0.79, 0.95)
    case .blue: Ink(0.12, 0.36, 0.84)
    case .navy: Ink(0.10, 0.14, 0.36)
    case .purple: Ink(0.50, 0.22, 0.66)
    }
  }
}
