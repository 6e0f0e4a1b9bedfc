import BenchCore

/// From where the camera sees the person.
enum View: String, CaseIterable, Sendable {
  case front, back, left, right

  var isSide: Bool { self == .left || self == .right }
}

/// What an image of an identity does not share with the identity's other images: pose, place, camera.
struct Shot: Sendable {
  /// Something between the camera and the person.
  enum Occluder: CaseIterable, Sendable {
    case pole, box, bystander
  }

  /// Where the person is.
  enum Scene: CaseIterable, Sendable {
    case street, brickWall, park, shop, plaza, parking, station
  }

  var view: View
  var isWalking: Bool
  /// The walking phase: how far one foot is ahead of the other, `-1...1`; 0 stands.
  var stride: Float
  var scene: Scene
  /// The camera, an index into `Camera.of(_:)`.
  var camera: Int
  /// From where light falls, -1 left to 1 right.
  var light: Float
  /// Brightness relative to plain daylight.
  var exposure: Float
  /// Pixels per figure unit; a person is 160 units high.
  var scale: Float
  /// The person's offset from the middle, in pixels.
  var offsetX: Float
  /// The soles' row.
  var ground: Float
  var occluder: Occluder?

  /// The shot of one image: views and cameras take turns within an identity, everything else is drawn.
  init(_ configuration: SynthPedesConfiguration, identity: Int, image: Int, of person: PersonAttributes) {
    var turns = configuration.generator("turns", identity)
    let views: [View] = [.front, .back, .left, .right, .front]
    let viewOrder = turns.permutation(of: views.count)
    view = views[viewOrder[image % views.count]]
    let cameraOrder = turns.permutation(of: Camera.count)
    camera = cameraOrder[image % Camera.count]

    var generator = configuration.generator("shot", identity, image)
    isWalking = generator.chance(0.7)
    let step = generator.float(0.5, 1)
    stride = isWalking ? (generator.chance(0.5) ? step : -step) : 0
    scene = generator.element(of: Scene.allCases)
    light = generator.float(-1, 1)
    exposure = 1 + Float(configuration.cameraShift) * generator.float(-0.2, 0.12)
    let hasUmbrella = person.object == .umbrella
    scale = hasUmbrella ? generator.float(0.95, 1.02) : generator.float(0.99, 1.08)
    offsetX = generator.float(-2.5, 2.5)
    ground = hasUmbrella ? generator.float(184, 187) : generator.float(179, 185)
    occluder = generator.chance(configuration.occlusion) ? generator.element(of: Occluder.allCases) : nil
  }
}

extension SeededGenerator {
  /// A uniform single-precision number between two others.
  mutating func float(_ low: Float, _ high: Float) -> Float {
    low + (high - low) * Float(uniform())
  }
}
