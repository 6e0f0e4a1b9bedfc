import BenchCore
import Images

/// One finished image of an identity, and which parts of the person it shows.
struct Photograph {
  static let width = 64
  static let height = 192

  let image: RGBImage
  let shot: Shot
  /// Pixels left of each part of the person, by `Part.rawValue`.
  let visiblePixels: [Int]

  /// Draws the scene, the person and what is in front, and photographs them.
  init(_ configuration: SynthPedesConfiguration, identity: Int, image index: Int, of person: PersonAttributes) {
    let shot = Shot(configuration, identity: identity, image: index, of: person)
    var scenery = configuration.generator("scenery", identity, index)
    var canvas = Canvas(width: Self.width, height: Self.height)
    canvas.light = shot.light
    Self.drawBackground(shot, clutter: configuration.clutter, on: &canvas, using: &scenery)

    canvas.frame = Canvas.Frame(
      originX: Float(Self.width) / 2 + shot.offsetX + Self.sideStep(person, shot.view),
      originY: shot.ground - 160 * shot.scale, scale: shot.scale)
    Figure(person, view: shot.view, stride: shot.stride).draw(on: &canvas)
    Self.drawForeground(shot, on: &canvas, using: &scenery)

    var film = configuration.generator("film", identity, index)
    image = Camera[shot.camera].photograph(canvas, exposure: shot.exposure, configuration, using: &film)
    visiblePixels = canvas.visiblePixels()
    self.shot = shot
  }

  /// How far the person stands aside to leave room for a suitcase.
  private static func sideStep(_ person: PersonAttributes, _ view: View) -> Float {
    guard person.bag == .suitcase else { return 0 }
    return view == .front || view == .left ? -5 : 5
  }

  private static func drawBackground(
    _ shot: Shot, clutter: Double, on canvas: inout Canvas, using generator: inout SeededGenerator
  ) {
    let backdrop = Backdrop(canvas: canvas, using: &generator)
    backdrop.draw(shot.scene, on: &canvas, using: &generator)
    let count = Int(clutter * generator.uniform(0, 5))
    for _ in 0..<count {
      let foot = Point(generator.float(0, backdrop.width), generator.float(backdrop.horizon + 3, 160))
      if generator.chance(0.3) {
        drawBystander(at: foot, scale: generator.float(0.45, 0.6), as: .scene, on: &canvas, using: &generator)
      } else {
        generator.element(of: Clutter.allCases).draw(at: foot, on: &canvas, using: &generator)
      }
    }
    let haze = Box(left: 0, top: 0, right: backdrop.width, bottom: backdrop.height)
    canvas.fill(haze, .flat(Ink(0.78, 0.79, 0.80), opacity: 0.2))
    canvas.soften(radius: 2)
  }

  private static func drawForeground(_ shot: Shot, on canvas: inout Canvas, using generator: inout SeededGenerator) {
    canvas.frame = Canvas.Frame()
    let side: Float = generator.chance(0.5) ? -1 : 1
    switch shot.occluder {
    case .pole:
      let x = 32 + side * generator.float(7, 16)
      let ink = generator.element(of: [Ink(0.45, 0.47, 0.50), Ink(0.30, 0.32, 0.33), Ink(0.62, 0.60, 0.55)])
      canvas.fill(Box(x, 96, generator.float(2.5, 4), 100), Paint(ink), as: .occluder)
    case .box:
      let top = generator.float(146, 162)
      let ink = generator.element(of: [Ink(0.60, 0.58, 0.55), Ink(0.42, 0.52, 0.38), Ink(0.55, 0.42, 0.32)])
      let box = Box(32 + side * generator.float(0, 22), top + 24, generator.float(18, 30), 24, corner: 2)
      canvas.fill(box, Paint(ink), as: .occluder)
    case .bystander:
      let foot = Point(32 + side * generator.float(30, 38), generator.float(186, 196))
      drawBystander(at: foot, scale: generator.float(1.02, 1.12), as: .occluder, on: &canvas, using: &generator)
    case nil: break
    }
  }

  /// Someone else, drawn at random: their colours are distractors.
  private static func drawBystander(
    at foot: Point, scale: Float, as owner: Part, on canvas: inout Canvas, using generator: inout SeededGenerator
  ) {
    let person = PersonAttributes(using: &generator)
    let frame = canvas.frame
    canvas.frame = Canvas.Frame(originX: foot.x, originY: foot.y - 160 * scale, scale: scale)
    canvas.owner = owner
    let view = generator.element(of: View.allCases)
    Figure(person, view: view, stride: generator.float(-0.8, 0.8)).draw(on: &canvas)
    canvas.owner = nil
    canvas.frame = frame
  }
}
