extension Figure {
  /// Draws face, hair, beard, glasses and headwear.
  func drawHead(on canvas: inout Canvas) {
    switch view {
    case .front: drawFrontHead(on: &canvas)
    case .back: drawBackHead(on: &canvas)
    case .left, .right: drawSideHead(on: &canvas)
    }
    drawHeadwear(on: &canvas)
  }

  private var hairPaint: Paint {
    var paint = Paint(hairInk)
    paint.creases = 0.12
    return paint
  }

  private var isLongHaired: Bool { person.hairStyle == .long }

  /// Hair that falls behind neck and shoulders, seen from the front.
  func drawHairBehind(on canvas: inout Canvas) {
    switch person.hairStyle {
    case .long:
      canvas.fill(Silhouette([(2, 6), (6, 10), (16, 11.5), (30, 12), (50, 12.5)]), hairPaint, as: .hair)
    case .shoulderLength:
      canvas.fill(Silhouette([(2, 6), (6, 10), (16, 12), (25, 12.5), (31, 10)]), hairPaint, as: .hair)
    case .curly:
      drawCurls(around: Point(0, 10.5), on: &canvas)
    case .ponytail:
      canvas.fill(
        Limb([Point(7, 7), Point(13, 14), Point(13.5, 30), Point(11, 40)], [2.5, 3.4, 3.4, 1.5]), hairPaint, as: .hair)
    case .short, .bun, .bald: break
    }
  }

  private func drawCurls(around centre: Point, on canvas: inout Canvas) {
    canvas.fill(Ellipse(centre.x, centre.y - 1, 12, 11.5), hairPaint, as: .hair)
    let spots: [(Float, Float)] = [
      (-11, 3), (-11.5, -3), (-8.5, -8.5), (-3, -11.5), (3, -11.5), (8.5, -8.5), (11.5, -3), (11, 3),
    ]
    for (x, y) in spots {
      canvas.fill(Ellipse(centre.x + x, centre.y + y, 3.6, 3.6), hairPaint, as: .hair)
    }
  }

  private func drawBun(at centre: Point, on canvas: inout Canvas) {
    canvas.fill(Ellipse(centre.x, centre.y, 5.6, 4.8), hairPaint, as: .hair)
  }

  private func drawFrontHead(on canvas: inout Canvas) {
    let skin = Paint(skinInk)
    if person.hairStyle == .bun { drawBun(at: Point(0, -0.5), on: &canvas) }
    for side: Float in [-1, 1] { canvas.fill(Ellipse(side * 8.3, 14.5, 1.7, 2.5), skin, as: .face) }
    let face = Silhouette([(1.6, 1.4), (2.4, 4.2), (4.4, 6.6), (8, 8.2), (14, 8.5), (19, 7), (22, 4.4), (23.6, 1.6)])
    canvas.fill(face, skin, as: .face)
    drawFeatures(on: &canvas)
    if person.hasBeard {
      let jaw = face.minus(Ellipse(0, 11.2, 7.4, 7.4)).within(Box(left: -10, top: 13.5, right: 10, bottom: 26))
      canvas.fill(jaw, .flat(hairInk), as: .beard)
      canvas.fill(Limb([Point(-3.2, 18), Point(0, 17), Point(3.2, 18)], [0.9]), .flat(hairInk), as: .beard)
    }
    if person.hairStyle != .bald {
      let cap = Ellipse(0, 11, 9.8, 10.6)
      let parted = person.hairStyle == .short || person.hairStyle == .curly
      let open = parted ? Ellipse(0, 17.5, 7.8, 10) : Ellipse(1.2, 17, 7.6, 10.4)
      let length: Float = person.hairStyle == .short ? 14 : 18
      let shape = cap.minus(open).within(Box(left: -12, top: -2, right: 12, bottom: length))
      canvas.fill(shape, hairPaint, as: .hair)
    }
    if isLongHaired || person.hairStyle == .shoulderLength {
      let end: Float = isLongHaired ? 48 : 27
      for side: Float in [-1, 1] {
        let strand = [Point(side * 8.4, 8), Point(side * 9.8, 20), Point(side * (isLongHaired ? 10.5 : 9.4), end)]
        canvas.fill(Limb(strand, [1.6, 2.6, 2.3]), hairPaint, as: .hair)
      }
    }
    drawFrontEyewear(on: &canvas)
  }

  private func drawFeatures(on canvas: inout Canvas) {
    let shadow = skinInk.scaled(0.72)
    let brow = person.hairStyle == .bald ? Ink(0.2, 0.15, 0.12) : hairInk.scaled(0.75)
    for side: Float in [-1, 1] {
      canvas.fill(Ellipse(side * 3.7, 13, 1.6, 1.3), .flat(.white))
      canvas.fill(Ellipse(side * 3.7, 13.1, 1.1, 1.3), .flat(Ink(0.13, 0.09, 0.08)))
      canvas.fill(Limb(Point(side * 2.3, 10.6), Point(side * 5.2, 10.4), 0.6), .flat(brow))
    }
    canvas.fill(Limb(Point(0.3, 13.5), Point(0.6, 16.2), 0.55), .flat(shadow))
    let lips = person.sex == .woman ? Ink(0.76, 0.25, 0.28) : skinInk.mixed(Ink(0.5, 0.15, 0.12), 0.55)
    canvas.fill(Limb([Point(-2, 19), Point(0, 19.5), Point(2, 19)], [person.sex == .woman ? 0.75 : 0.55]), .flat(lips))
  }

  private func drawFrontEyewear(on canvas: inout Canvas) {
    guard let eyewear = person.eyewear else { return }
    let frame = Paint.flat(Ink(0.08, 0.08, 0.09))
    for side: Float in [-1, 1] {
      if eyewear == .glasses {
        let lens = Box(side * 4, 13.2, 3.1, 2.6, corner: 1.8)
        canvas.fill(lens, .flat(.white, opacity: 0.35), as: .eyewear)
        canvas.fill(lens.outline(1.1), frame, as: .eyewear)
      } else {
        canvas.fill(Box(side * 4.1, 13.4, 3.7, 2.9, corner: 2), frame, as: .eyewear)
      }
    }
    canvas.fill(Limb(Point(-8, 12.2), Point(8, 12.2), 0.5), frame, as: .eyewear)
  }

  private func drawBackHead(on canvas: inout Canvas) {
    for side: Float in [-1, 1] { canvas.fill(Ellipse(side * 8.4, 14.5, 1.6, 2.4), Paint(skinInk), as: .face) }
    let skull = Silhouette([(1.6, 1.4), (2.4, 4.4), (4.4, 6.9), (8, 8.8), (14, 8.8), (20, 6.6), (23, 5)])
    canvas.fill(skull, Paint(skinInk), as: .face)
    switch person.hairStyle {
    case .bald: return
    case .short:
      canvas.fill(
        Silhouette([(0.4, 1.6), (1.2, 4.6), (3.2, 7.4), (7, 9.4), (14, 9.4), (18.5, 7.4), (20, 6)]), hairPaint,
        as: .hair)
    case .shoulderLength:
      canvas.fill(
        Silhouette([(0.4, 1.6), (1.2, 4.6), (3.2, 7.4), (7, 9.8), (16, 11.6), (25, 12.2), (31, 10)]), hairPaint,
        as: .hair)
    case .long:
      canvas.fill(
        Silhouette([(0.4, 1.6), (1.2, 4.6), (3.2, 7.4), (7, 9.8), (16, 11), (32, 11.6), (50, 9.5), (54, 6)]), hairPaint,
        as: .hair)
    case .ponytail, .bun:
      canvas.fill(
        Silhouette([(0.4, 1.6), (1.2, 4.6), (3.2, 7.4), (7, 9.4), (14, 9.2), (19, 6.4), (20.5, 4)]), hairPaint,
        as: .hair)
      if person.hairStyle == .bun { return drawBun(at: Point(0, 1.5), on: &canvas) }
      canvas.fill(Limb([Point(0, 9), Point(1, 22), Point(-0.5, 40)], [3, 4.2, 1.6]), hairPaint, as: .hair)
      canvas.fill(Box(0, 9.5, 2.6, 1.1, corner: 1), .flat(Ink(0.75, 0.2, 0.25)))
    case .curly:
      drawCurls(around: Point(0, 11), on: &canvas)
    }
  }

  private func drawSideHead(on canvas: inout Canvas) {
    let skin = Paint(skinInk)
    if person.hairStyle == .ponytail {
      canvas.fill(
        Limb([Point(-7, 7), Point(-13.5, 13), Point(-14.5, 27), Point(-12.5, 37)], [2.6, 3.2, 3.4, 1.4]), hairPaint,
        as: .hair)
    }
    if person.hairStyle == .bun { drawBun(at: Point(-6.5, 0.5), on: &canvas) }
    if person.hairStyle == .curly { drawCurls(around: Point(-2.2, 10.5), on: &canvas) }
    canvas.fill(Ellipse(10, 15.2, 1.9, 1.5), skin, as: .face)
    let face = Silhouette([
      .init(y: 1.6, left: -1.4, right: 1.6), .init(y: 2.4, left: -4.6, right: 4.8),
      .init(y: 4.4, left: -7.1, right: 7.4), .init(y: 9, left: -8.6, right: 9.3),
      .init(y: 15, left: -8, right: 9.7), .init(y: 20, left: -4.5, right: 9.2), .init(y: 23.4, left: 1.5, right: 6.6),
    ])
    canvas.fill(face, skin, as: .face)
    canvas.fill(Ellipse(7.1, 13, 1.1, 1.4), .flat(Ink(0.13, 0.09, 0.08)))
    canvas.fill(Limb(Point(5.4, 10.5), Point(8.8, 10.4), 0.6), .flat(hairInk.scaled(0.75)))
    canvas.fill(Limb(Point(6.6, 19), Point(8.9, 18.8), 0.6), .flat(skinInk.mixed(Ink(0.7, 0.15, 0.18), 0.6)))
    if person.hasBeard {
      let jaw = face.minus(Ellipse(3.5, 10.2, 7.6, 8.2)).within(Box(left: 0, top: 14, right: 12, bottom: 26))
      canvas.fill(jaw, .flat(hairInk), as: .beard)
    }
    drawSideHair(on: &canvas)
    if person.hairStyle == .short || person.hairStyle == .bald || person.hairStyle == .bun {
      canvas.fill(Ellipse(-0.5, 14.5, 1.7, 2.4), skin, as: .face)
    }
    guard let eyewear = person.eyewear else { return }
    let frame = Paint.flat(Ink(0.08, 0.08, 0.09))
    canvas.fill(Limb(Point(-0.5, 12.6), Point(7, 12.4), 0.6), frame, as: .eyewear)
    let lens = Box(7.9, 13.2, 2.2, 2.6, corner: 1.5)
    if eyewear == .glasses {
      canvas.fill(lens, .flat(.white, opacity: 0.35), as: .eyewear)
      canvas.fill(lens.outline(1.1), frame, as: .eyewear)
    } else {
      canvas.fill(lens, frame, as: .eyewear)
    }
  }

  private func drawSideHair(on canvas: inout Canvas) {
    guard person.hairStyle != .bald else { return }
    let cap = Ellipse(-0.3, 11, 10.2, 10.6).minus(Ellipse(6.8, 17.4, 7.4, 10.2))
    let nape: Float = person.hairStyle == .short ? 18 : 20
    canvas.fill(cap.within(Box(left: -14, top: -2, right: 14, bottom: nape)), hairPaint, as: .hair)
    switch person.hairStyle {
    case .long:
      canvas.fill(
        Limb([Point(-3, 9), Point(-6, 22), Point(-9, 36), Point(-9, 48)], [6.5, 5.5, 4.6, 3]), hairPaint, as: .hair)
    case .shoulderLength:
      canvas.fill(Limb([Point(-3, 9), Point(-4.5, 18), Point(-5, 26)], [6.6, 6.4, 5.2]), hairPaint, as: .hair)
    default: break
    }
  }

  private func drawHeadwear(on canvas: inout Canvas) {
    guard let headwear = person.headwear, let ink = person.headwearColour?.ink else { return }
    let dome = Ellipse(0, 8.6, 10.6, 10.2).within(Box(left: -13, top: -4, right: 13, bottom: 8.4))
    let paint = Paint(ink)
    let dark = Paint(ink.seam)
    switch headwear {
    case .cap:
      canvas.fill(dome, paint, as: .headwear)
      canvas.fill(Ellipse(0, -1.4, 1.2, 0.8), dark, as: .headwear)
      switch view {
      case .front: canvas.fill(Ellipse(0, 8.4, 9.4, 2.6), dark, as: .headwear)
      case .back: canvas.fill(Box(0, 7.4, 3.6, 1.6, corner: 1.4), .flat(hairInk), as: .hair)
      case .left, .right: canvas.fill(Limb([Point(6, 7.8), Point(17, 9)], [1.5, 1.1]), dark, as: .headwear)
      }
    case .beanie:
      let tall = Ellipse(0, 8.6, 10.6, 11.6).within(Box(left: -13, top: -6, right: 13, bottom: 8.8))
      canvas.fill(tall, paint, as: .headwear)
      canvas.fill(Box(0, 7.2, 10.9, 2.5, corner: 1.6), Paint(ink.seam.mixed(ink, 0.4)), as: .headwear)
      canvas.fill(Ellipse(0, -4.2, 2.8, 2.6), paint, as: .headwear)
    case .sunHat:
      canvas.fill(Silhouette([(-3, 6.5), (0, 8.4), (8, 9.8)]), paint, as: .headwear)
      canvas.fill(Ellipse(0, 8.2, 17, 3.7), paint, as: .headwear)
      canvas.fill(Box(0, 5.2, 9.4, 1.3), dark, as: .headwear)
    }
  }
}
