import BenchCore

/// A thing that stands around in the background.
enum Clutter: CaseIterable {
  case car, lampPost, bin, bench, planter, sign, bicycle

  /// Draws the thing with its foot at `foot`, in pixels.
  func draw(at foot: Point, on canvas: inout Canvas, using generator: inout SeededGenerator) {
    switch self {
    case .car: drawCar(at: foot, on: &canvas, using: &generator)
    case .lampPost:
      canvas.fill(Limb([foot, foot.moved(0, -110)], [1.8, 1.2]), Paint(Ink(0.36, 0.38, 0.40)))
      canvas.fill(Ellipse(foot.x, foot.y - 112, 5, 3.5), Paint(Ink(0.92, 0.90, 0.78)))
    case .bin:
      let ink = generator.element(of: [Ink(0.30, 0.45, 0.36), Ink(0.40, 0.42, 0.45), Ink(0.30, 0.38, 0.52)])
      canvas.fill(Silhouette(centre: foot.x, [(foot.y - 24, 8), (foot.y, 6.8)]), Paint(ink))
      canvas.fill(Box(foot.x, foot.y - 25, 9, 2, corner: 1.5), Paint(ink.scaled(0.8)))
    case .bench:
      let wood = Paint(Ink(0.56, 0.40, 0.27))
      for y: Float in [-24, -19, -12] { canvas.fill(Box(foot.x, foot.y + y, 20, 1.6, corner: 0.8), wood) }
      for x: Float in [-15, 15] { canvas.fill(Box(foot.x + x, foot.y - 6, 1.2, 6), .flat(Ink(0.25, 0.26, 0.27))) }
    case .planter:
      for _ in 0..<6 {
        let leaf = Ellipse(foot.x + generator.float(-7, 7), foot.y - 22 + generator.float(-8, 4), 6, 5)
        canvas.fill(leaf, Paint(Ink(0.32, 0.54, 0.30).scaled(generator.float(0.85, 1.15))))
      }
      canvas.fill(Silhouette(centre: foot.x, [(foot.y - 17, 9.5), (foot.y, 7)]), Paint(Ink(0.68, 0.48, 0.38)))
    case .sign:
      canvas.fill(Box(foot.x, foot.y - 34, 1, 34), .flat(Ink(0.55, 0.56, 0.58)))
      let ink = generator.element(of: [Ink(0.25, 0.42, 0.70), Ink(0.76, 0.28, 0.26), Ink(0.90, 0.78, 0.32)])
      canvas.fill(Ellipse(foot.x, foot.y - 74, 8, 8), Paint(ink))
      canvas.fill(Box(foot.x, foot.y - 74, 5, 1.6), .flat(.white))
    case .bicycle:
      let ink = generator.element(of: GarmentColour.allCases).ink.mixed(Ink(0.5, 0.5, 0.5), 0.4)
      for x: Float in [-10, 10] {
        canvas.fill(Ellipse(foot.x + x, foot.y - 8, 7.5, 7.5).outline(1.4), .flat(Ink(0.2, 0.2, 0.22)))
      }
      let frame = [
        foot.moved(-10, -8), foot.moved(-4, -18), foot.moved(7, -18), foot.moved(0, -8), foot.moved(-4, -18),
      ]
      canvas.fill(Limb(frame, [0.9]), .flat(ink))
      canvas.fill(Limb([foot.moved(10, -8), foot.moved(6, -22), foot.moved(10, -23)], [0.9]), .flat(ink))
      canvas.fill(Box(foot.x - 5, foot.y - 21, 3.5, 1.2, corner: 1), .flat(Ink(0.15, 0.15, 0.16)))
    }
  }

  private func drawCar(at foot: Point, on canvas: inout Canvas, using generator: inout SeededGenerator) {
    let ink = generator.element(of: GarmentColour.allCases).ink.mixed(Ink(0.6, 0.6, 0.6), 0.35)
    let y = foot.y
    canvas.fill(Ellipse(foot.x, y, 34, 3), .flat(.black, opacity: 0.35, softness: 4))
    canvas.fill(
      Silhouette([
        .init(y: y - 29, left: foot.x - 14, right: foot.x + 12),
        .init(y: y - 24, left: foot.x - 18, right: foot.x + 17),
        .init(y: y - 16, left: foot.x - 22, right: foot.x + 23),
      ]), Paint(ink))
    canvas.fill(
      Box(left: foot.x - 15, top: y - 26, right: foot.x - 1.5, bottom: y - 17, corner: 2), .flat(Ink(0.55, 0.66, 0.72)))
    canvas.fill(
      Box(left: foot.x + 1, top: y - 26, right: foot.x + 14, bottom: y - 17, corner: 2), .flat(Ink(0.55, 0.66, 0.72)))
    canvas.fill(Box(foot.x, y - 11, 33, 6.5, corner: 4), Paint(ink))
    for x: Float in [-20, 20] {
      canvas.fill(Ellipse(foot.x + x, y - 4.5, 5.5, 5.5), .flat(Ink(0.13, 0.13, 0.14)))
      canvas.fill(Ellipse(foot.x + x, y - 4.5, 2.4, 2.4), .flat(Ink(0.7, 0.7, 0.72)))
    }
  }
}
