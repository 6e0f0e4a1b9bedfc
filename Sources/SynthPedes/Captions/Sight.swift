/// What an image shows of a person, from the pixels its parts kept after everything was drawn: captions name only that.
struct Sight: Sendable {
  let view: View
  let isWalking: Bool
  private let pixels: [Int]

  init(_ photograph: Photograph) {
    self.init(
      view: photograph.shot.view, isWalking: photograph.shot.isWalking, visiblePixels: photograph.visiblePixels)
  }

  /// A sight from a side; `visiblePixels` are those left of each part, by `Part.rawValue`.
  init(view: View, isWalking: Bool, visiblePixels: [Int]) {
    self.view = view
    self.isWalking = isWalking
    pixels = visiblePixels
  }

  /// How many of the image's 12,288 pixels a part needs to be named.
  private static func leastPixels(_ part: Part) -> Int {
    switch part {
    case .scene, .occluder, .skin: 0
    case .face: 60
    case .hair, .headwear: 28
    case .beard, .logo, .object: 18
    case .eyewear: 9
    case .upper: 250
    case .inner: 50
    case .lower: 120
    case .shoes: 25
    case .bag: 60
    }
  }

  /// Whether enough of a part is left to see what it is.
  func shows(_ part: Part) -> Bool {
    pixels[Int(part.rawValue)] >= Self.leastPixels(part)
  }
}
