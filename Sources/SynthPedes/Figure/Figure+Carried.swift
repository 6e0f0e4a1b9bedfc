extension Figure {
  private var bagPaint: Paint { Paint((person.bagColour ?? .black).ink) }
  private var bagSeam: Paint { .flat(bagPaint.ink.seam) }

  /// The part of a backpack that shows beside the neck from the front.
  func drawBackpackBehind(on canvas: inout Canvas) {
    guard person.bag == .backpack else { return }
    canvas.fill(Box(0, 36, 12.5, 11, corner: 5), Paint(bagPaint.ink.scaled(0.85)), as: .bag)
    canvas.fill(Box(0, 62, physique.chest + 3.5, 16, corner: 6), Paint(bagPaint.ink.scaled(0.85)), as: .bag)
  }

  /// A bag worn on the body: backpack or shoulder bag.
  func drawWornBag(on canvas: inout Canvas) {
    switch person.bag {
    case .backpack: drawBackpack(on: &canvas)
    case .shoulderBag: drawShoulderBag(on: &canvas)
    case .handbag, .shoppingBag, .suitcase, nil: break
    }
  }

  private func drawBackpack(on canvas: inout Canvas) {
    switch view {
    case .front:
      for side: Float in [-1, 1] {
        let strap = [Point(side * 7.5, 28.5), Point(side * 9.5, 42), Point(side * 12.2, 58)]
        canvas.fill(Limb(strap, [2.5]), bagPaint, as: .bag)
      }
    case .back:
      canvas.fill(Ellipse(0, 33, 3.4, 3).outline(1.4), bagPaint, as: .bag)
      canvas.fill(Box(0, 54, 13, 20, corner: 6.5), bagPaint, as: .bag)
      canvas.fill(Box(0, 47, 9.5, 0.5), bagSeam)
      let pocket = Box(0, 63, 9.5, 7.6, corner: 3)
      canvas.fill(pocket, Paint(bagPaint.ink.mixed(.white, 0.12)), as: .bag)
      canvas.fill(pocket.outline(0.8), bagSeam)
    case .left, .right:
      let back = -physique.chestDepth - 6
      canvas.fill(Box(back, 53, 8.5, 19, corner: 6), bagPaint, as: .bag)
      canvas.fill(Box(back - 3.5, 61, 5.5, 7.5, corner: 3), Paint(bagPaint.ink.mixed(.white, 0.12)), as: .bag)
      canvas.fill(Limb([Point(-3, 29), Point(4, 39), Point(2, 54), Point(-7, 62)], [1.9]), bagPaint, as: .bag)
    }
  }

  private func drawShoulderBag(on canvas: inout Canvas) {
    if view.isSide {
      canvas.fill(Limb([Point(1, 28.5), Point(0, 50), Point(-3, 80)], [1.4]), bagPaint, as: .bag)
      drawSatchel(at: Point(-3, 88), on: &canvas)
    } else {
      let side: Float = skeleton.bagArm == 0 ? -1 : 1
      canvas.fill(Limb([Point(-side * 8, 29), Point(side * (physique.hip + 1), 82)], [1.4]), bagPaint, as: .bag)
      drawSatchel(at: Point(side * (physique.hip + 3), 89), on: &canvas)
    }
  }

  private func drawSatchel(at centre: Point, on canvas: inout Canvas) {
    canvas.fill(Box(centre.x, centre.y, 9.5, 8, corner: 2.5), bagPaint, as: .bag)
    canvas.fill(Box(centre.x, centre.y - 3, 9.5, 5, corner: 2.5), Paint(bagPaint.ink.mixed(.white, 0.1)), as: .bag)
    canvas.fill(Box(centre.x, centre.y + 2, 1.3, 1.5, corner: 0.5), .flat(Ink(0.85, 0.75, 0.45)))
  }

  /// A bag that hangs from the hand: handbag or shopping bag.
  func drawHandBag(at hand: Point, on canvas: inout Canvas) {
    switch person.bag {
    case .handbag:
      canvas.fill(Ellipse(hand.x, hand.y + 8.5, 5, 7.5).outline(1.5), bagPaint, as: .bag)
      let body = Silhouette(centre: hand.x, [(hand.y + 9, 7), (hand.y + 13, 9), (hand.y + 22, 10)])
      canvas.fill(body, bagPaint, as: .bag)
      canvas.fill(Box(hand.x, hand.y + 12, 2, 1.1, corner: 0.6), .flat(Ink(0.9, 0.78, 0.42)))
    case .shoppingBag:
      canvas.fill(Ellipse(hand.x, hand.y + 6, 4, 6).outline(1), .flat(bagPaint.ink.seam), as: .bag)
      canvas.fill(Box(hand.x, hand.y + 19, 9, 12), bagPaint, as: .bag)
      canvas.fill(
        Polygon([
          Point(hand.x + 5, hand.y + 7), Point(hand.x + 9, hand.y + 7), Point(hand.x + 9, hand.y + 31),
          Point(hand.x + 6, hand.y + 31),
        ]), .flat(bagPaint.ink.seam, opacity: 0.7))
      let label = bagPaint.ink.lightness > 0.75 ? Ink(0.8, 0.2, 0.2) : Ink.white
      canvas.fill(Box(hand.x - 2, hand.y + 18, 3, 3, corner: 3), .flat(label, opacity: 0.85))
    case .backpack, .shoulderBag, .suitcase, nil: break
    }
  }

  /// A suitcase rolling beside or behind the person.
  func drawSuitcase(on canvas: inout Canvas) {
    guard person.bag == .suitcase else { return }
    let hand = skeleton.arms[skeleton.bagArm].hand
    let x: Float = view.isSide ? -19 : hand.x + (hand.x < 0 ? -3.5 : 3.5)
    let rod = Paint.flat(Ink(0.35, 0.36, 0.38))
    for side: Float in [-2.6, 2.6] {
      canvas.fill(Limb([Point(hand.x + side * 0.8, hand.y + 2), Point(x + side, 124)], [0.7]), rod)
    }
    for side: Float in [-6, 6] { canvas.fill(Ellipse(x + side, 157.5, 2, 2), .flat(Ink(0.12, 0.12, 0.13))) }
    canvas.fill(Box(x, 139, 10, 17, corner: 3), bagPaint, as: .bag)
    for line: Float in [-4.5, 0, 4.5] { canvas.fill(Box(x + line, 139, 0.5, 13.5), bagSeam) }
    canvas.fill(Box(x, 122, 3.4, 1, corner: 0.8), bagSeam)
  }

  /// An open umbrella above the head.
  func drawUmbrella(on canvas: inout Canvas) {
    guard person.object == .umbrella, let ink = person.umbrellaColour?.ink else { return }
    let hand = skeleton.arms[skeleton.objectArm].hand
    let centre = hand.x * 0.6
    canvas.fill(Limb([hand.moved(0, 6), Point(centre, -15)], [0.9]), .flat(Ink(0.25, 0.22, 0.2)), as: .object)
    canvas.fill(Limb([Point(centre, -16), Point(centre, -20)], [0.8]), .flat(Ink(0.25, 0.22, 0.2)))
    let canopy = Ellipse(centre, 2, 29, 19).within(Box(left: centre - 40, top: -20, right: centre + 40, bottom: 3))
    let scallops = Ellipse(centre - 19.5, 4.5, 9.5, 5).joined(Ellipse(centre, 4.5, 9.6, 5))
      .joined(Ellipse(centre + 19.5, 4.5, 9.5, 5))
    canvas.fill(canopy.minus(scallops), Paint(ink), as: .object)
    for edge: Float in [-9.8, 9.8] {
      let rib = [Point(centre, -17), Point(centre + edge * 0.75, -9), Point(centre + edge, 2)]
      canvas.fill(Limb(rib, [0.5]), .flat(ink.seam))
    }
  }

  /// What the other hand holds: phone, bottle or cup; the umbrella is already there.
  func drawObject(at hand: Point, on canvas: inout Canvas) {
    switch person.object {
    case .phone:
      canvas.fill(Box(hand.x, hand.y - 4, 3, 5.4, corner: 1), .flat(Ink(0.06, 0.06, 0.08)), as: .object)
      canvas.fill(Box(hand.x, hand.y - 4.4, 2, 4), .flat(Ink(0.55, 0.78, 0.95)), as: .object)
    case .bottle:
      let water = Paint(Ink(0.42, 0.74, 0.92))
      canvas.fill(Box(hand.x, hand.y - 4, 2.9, 8, corner: 1.4), water, as: .object)
      canvas.fill(Box(hand.x, hand.y - 13, 1.5, 2), .flat(Ink(0.12, 0.3, 0.75)), as: .object)
      canvas.fill(Box(hand.x, hand.y - 5, 2.9, 2), .flat(.white), as: .object)
    case .cup:
      let body = Silhouette(centre: hand.x, [(hand.y - 9, 4), (hand.y + 2, 3)])
      canvas.fill(body, Paint(Ink(0.97, 0.96, 0.93)), as: .object)
      canvas.fill(body.within(Box(hand.x, hand.y - 3.5, 5, 2.6)), Paint(Ink(0.62, 0.42, 0.25)), as: .object)
      canvas.fill(Box(hand.x, hand.y - 9.6, 4.4, 1.1, corner: 0.6), .flat(Ink(0.25, 0.18, 0.14)), as: .object)
    case .umbrella, nil: break
    }
  }
}
