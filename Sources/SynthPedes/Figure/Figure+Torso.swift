extension Figure {
  /// Draws neck, upper garment and its details, without the arms.
  func drawTorso(on canvas: inout Canvas) {
    if person.upper == .hoodie, !view.isSide {
      canvas.fill(Ellipse(0, 29.5, 11.5, 5.5), Paint(person.upperColour.ink.scaled(0.85)), as: .upper)
    }
    drawNeck(on: &canvas)
    if person.upper == .tankTop {
      drawTankTop(on: &canvas)
    } else {
      canvas.fill(torso.minus(neckline), upperPaint, as: .upper)
    }
    drawDetails(on: &canvas)
    if person.pattern == .logo, view == .front { drawLogo(on: &canvas) }
  }

  /// The outline of the upper garment down to its hem.
  private var torso: Silhouette {
    view.isSide ? Silhouette(sideRows) : Silhouette(frontRows)
  }

  private var frontRows: [(y: Float, half: Float)] {
    let body = physique
    let loose: Float = [.jacket, .coat, .hoodie].contains(person.upper) ? 1.2 : 0
    let shoulders: [(y: Float, half: Float)] = [
      (26.5, 5), (29, 8.5), (31.5, body.shoulder - 2), (35, body.shoulder), (42, body.shoulder - 0.8),
      (52, body.chest + loose), (66, body.waist + loose),
    ]
    switch person.upper {
    case .dress:
      return shoulders + [(84, body.hip + 2), (100, body.hip + 6), (116, body.hip + 8)]
    case .coat:
      return shoulders + [(84, body.hip + 1.8), (104, body.hip + 3), (122, body.hip + 4)]
    default:
      return shoulders + [(80, body.hip + loose), (87, body.hip + 0.8 + loose)]
    }
  }

  private var sideRows: [Silhouette.Row] {
    let body = physique
    let bust: Float = person.sex == .woman ? 1.4 : 0
    let loose: Float = [.jacket, .coat, .hoodie].contains(person.upper) ? 1 : 0
    let top: [Silhouette.Row] = [
      .init(y: 26.5, left: -4.5, right: 4), .init(y: 31, left: -8, right: 5.5),
      .init(y: 38, left: -body.chestDepth, right: body.chestDepth * 0.8),
      .init(y: 49, left: -body.chestDepth - loose, right: body.chestDepth * 0.95 + bust + loose),
      .init(y: 66, left: -body.bellyDepth * 0.8 - loose, right: body.bellyDepth + loose),
    ]
    func row(_ y: Float, _ extra: Float) -> Silhouette.Row {
      .init(y: y, left: -body.seatDepth - extra, right: body.seatDepth * 0.9 + extra)
    }
    switch person.upper {
    case .dress: return top + [row(84, 1), row(100, 4), row(116, 6)]
    case .coat: return top + [row(84, 1.5), row(104, 2.5), row(122, 3.5)]
    default: return top + [row(80, 0.2 + loose), row(87, 0.8 + loose)]
    }
  }

  /// What the garment leaves free at the throat.
  private var neckline: Ellipse {
    switch (view, person.upper) {
    case (.front, .tShirt), (.front, .dress): Ellipse(0, 27, 6.4, 6)
    case (.front, .shirt), (.front, .hoodie): Ellipse(0, 27, 4, 7)
    case (.front, _): Ellipse(0, 26.5, 5, 4)
    default: Ellipse(0, 25, 4.5, 2.5)
    }
  }

  private func drawNeck(on canvas: inout Canvas) {
    let nape: Float = view.isSide ? -1 : 0
    canvas.fill(Limb([Point(nape, 20), Point(0, 32)], [3.9, 5]), Paint(skinInk.scaled(0.86)), as: .skin)
  }

  private func drawTankTop(on canvas: inout Canvas) {
    let shoulders = torso.within(Box(left: -40, top: 20, right: 40, bottom: 56))
    canvas.fill(shoulders, Paint(skinInk), as: .skin)
    let reach = view.isSide ? physique.chestDepth : physique.chest
    let top = Silhouette([(39, reach - 5), (44, reach - 2.4), (50, reach + 3), (90, reach + 8)])
    let cloth = torso.within(top)
    if view.isSide {
      let strap = Limb([Point(-1, 29), Point(-1, 42)], [3])
      canvas.fill(cloth.joined(strap), upperPaint, as: .upper)
    } else {
      let straps = Limb([Point(-7.2, 30), Point(-7.6, 43)], [2.5])
        .joined(Limb([Point(7.2, 30), Point(7.6, 43)], [2.5]))
      canvas.fill(cloth.joined(straps), upperPaint, as: .upper)
    }
  }

  private func drawDetails(on canvas: inout Canvas) {
    let ink = person.upperColour.ink
    let seam = Paint.flat(ink.seam)
    switch person.upper {
    case .tShirt:
      canvas.fill(neckline.outline(1).within(torso), seam)
    case .sweater:
      canvas.fill(torso.within(Box(left: -40, top: 83.5, right: 40, bottom: 88)), Paint(ink.scaled(0.82)), as: .upper)
      canvas.fill(neckline.outline(2.2).within(torso), Paint(ink.scaled(0.82)), as: .upper)
    case .shirt: drawShirt(seam, on: &canvas)
    case .hoodie: drawHood(seam, on: &canvas)
    case .jacket: drawJacket(seam, on: &canvas)
    case .coat: drawCoat(seam, on: &canvas)
    case .dress:
      let belt = torso.within(Box(left: -40, top: 64, right: 40, bottom: 67.5))
      canvas.fill(belt, Paint(ink.seam), as: .upper)
    case .tankTop: break
    }
  }

  private func drawShirt(_ seam: Paint, on canvas: inout Canvas) {
    let collar = Paint(person.upperColour.ink.mixed(.white, 0.3))
    switch view {
    case .front:
      canvas.fill(Box(0, 60, 1.9, 27), .flat(person.upperColour.ink.mixed(.white, 0.12)))
      canvas.fill(Box(1.9, 60, 0.35, 27), seam)
      for y in stride(from: Float(40), through: 80, by: 10) {
        canvas.fill(Ellipse(0, y, 1, 1), seam)
      }
      for side: Float in [-1, 1] {
        let corners = [Point(side * 4.2, 25.5), Point(side * 8, 29), Point(side * 5.4, 36), Point(side * 0.6, 32.5)]
        canvas.fill(Polygon(corners), collar, as: .upper)
        canvas.fill(Polygon(corners).outline(0.6), seam)
      }
    case .back:
      canvas.fill(Box(0, 27.8, 6.5, 2.2, corner: 1.4), collar, as: .upper)
      canvas.fill(Box(0, 40, physique.shoulder - 4, 0.4), seam)
    case .left, .right:
      canvas.fill(Polygon([Point(-4, 26), Point(4.5, 26.5), Point(6.5, 33), Point(-4, 30)]), collar, as: .upper)
    }
  }

  private func drawHood(_ seam: Paint, on canvas: inout Canvas) {
    let ink = person.upperColour.ink
    switch view {
    case .front:
      for side: Float in [-1, 1] {
        canvas.fill(Limb(Point(side * 9, 27), Point(side * 1.5, 35), 2.4), Paint(ink.scaled(0.92)), as: .upper)
        canvas.fill(
          Limb(Point(side * 2.6, 35), Point(side * 3, 47), 0.6), .flat(ink.lightness > 0.7 ? ink.seam : .white))
      }
      canvas.fill(Polygon([Point(-6, 66), Point(6, 66), Point(9.5, 82), Point(-9.5, 82)]).outline(0.9), seam)
    case .back:
      canvas.fill(Ellipse(0, 34.5, 11, 10), Paint(ink.scaled(0.95)), as: .upper)
      canvas.fill(Ellipse(0, 29.5, 6.5, 4), Paint(ink.scaled(0.7)), as: .upper)
    case .left, .right:
      canvas.fill(Ellipse(-7, 32, 6.5, 7), Paint(ink.scaled(0.92)), as: .upper)
      canvas.fill(Limb(Point(-5, 28), Point(4.5, 32), 2.4), Paint(ink.scaled(0.92)), as: .upper)
    }
    canvas.fill(torso.within(Box(left: -40, top: 84, right: 40, bottom: 88)), Paint(ink.scaled(0.8)), as: .upper)
  }

  private func drawJacket(_ seam: Paint, on canvas: inout Canvas) {
    let ink = person.upperColour.ink
    switch view {
    case .front:
      let opening = Silhouette([(27, 4.2), (38, 4.6), (60, 4.2), (87, 6)])
      canvas.fill(opening.minus(neckline), .cloth(accentInk), as: .inner)
      canvas.fill(opening.outline(0.9).within(torso), seam)
      for side: Float in [-1, 1] {
        let lapel = [Point(side * 4, 26), Point(side * 9, 29), Point(side * 7.5, 42), Point(side * 4.2, 38)]
        canvas.fill(Polygon(lapel), Paint(ink.mixed(.white, 0.12)), as: .upper)
        canvas.fill(Limb(Point(side * 8, 71), Point(side * 11, 77), 0.6), seam)
      }
    case .back:
      canvas.fill(Box(0, 28, 7, 2.4, corner: 1.4), Paint(ink.mixed(.white, 0.12)), as: .upper)
      canvas.fill(Box(0, 43, physique.shoulder - 4, 0.5), seam)
      canvas.fill(Box(0, 64, 0.4, 20), seam)
    case .left, .right:
      canvas.fill(Limb(Point(-4, 28), Point(5, 30), 2.2), Paint(ink.mixed(.white, 0.12)), as: .upper)
      canvas.fill(Limb(Point(1, 72), Point(6, 76), 0.6), seam)
    }
    canvas.fill(torso.within(Box(left: -40, top: 83, right: 40, bottom: 83.8)), seam)
  }

  private func drawCoat(_ seam: Paint, on canvas: inout Canvas) {
    let ink = person.upperColour.ink
    switch view {
    case .front:
      canvas.fill(
        Polygon([Point(-5.5, 27), Point(5.5, 27), Point(0, 54)]).minus(neckline), .cloth(accentInk), as: .inner)
      for side: Float in [-1, 1] {
        let lapel = [Point(side * 4.5, 26), Point(side * 9.5, 29.5), Point(side * 8.5, 42), Point(0, 55)]
        canvas.fill(
          Polygon(lapel).minus(Polygon([Point(-5.5, 27), Point(5.5, 27), Point(0, 54)])),
          Paint(ink.mixed(.white, 0.12)), as: .upper)
        for y: Float in [60, 75, 87] { canvas.fill(Ellipse(side * 4.2, y, 1.1, 1.1), seam) }
      }
      canvas.fill(Box(0, 88.5, 0.45, 33.5), seam)
    case .back:
      canvas.fill(Box(0, 28, 7.5, 2.6, corner: 1.4), Paint(ink.mixed(.white, 0.12)), as: .upper)
      canvas.fill(Box(0, 108, 0.45, 14), seam)
    case .left, .right:
      canvas.fill(Limb(Point(-4, 28), Point(5, 30), 2.4), Paint(ink.mixed(.white, 0.12)), as: .upper)
      canvas.fill(Limb(Point(2, 80), Point(7, 84), 0.7), seam)
    }
    canvas.fill(torso.within(Box(left: -40, top: 66, right: 40, bottom: 69.5)), Paint(ink.seam), as: .upper)
  }

  private func drawLogo(on canvas: inout Canvas) {
    canvas.fill(Box(0, 51, 7, 6, corner: 2.5), .flat(accentInk), as: .logo)
    canvas.fill(
      Limb([Point(-4, 53), Point(-1, 48.5), Point(1, 52), Point(4, 49)], [0.9]), .flat(person.upperColour.ink))
  }

  /// Draws one arm with sleeve and hand, and what the hand holds.
  func drawArm(_ index: Int, on canvas: inout Canvas) {
    let arm = skeleton.arms[index]
    // The far arm is in the shade of the body.
    let shade: Float = view.isSide && index == 0 ? 0.82 : 1
    let skin = Paint(skinInk.scaled(shade))
    let width = physique.limb
    if index == skeleton.bagArm { drawHandBag(at: arm.hand, on: &canvas) }
    canvas.fill(Limb([arm.shoulder, arm.elbow, arm.hand], [4.7 * width, 3.8 * width, 2.9]), skin, as: .skin)
    if person.upper != .tankTop { drawSleeve(arm, shade: shade, on: &canvas) }
    if index == skeleton.objectArm { drawObject(at: arm.hand, on: &canvas) }
    canvas.fill(Limb(arm.hand, arm.hand.moved(0, arm.hand.y > 70 ? 2.4 : -0.8), 3.1), skin, as: .skin)
  }

  private func drawSleeve(_ arm: Skeleton.Arm, shade: Float, on canvas: inout Canvas) {
    let width = physique.limb
    var cloth = upperPaint
    cloth.ink = cloth.ink.scaled(shade)
    cloth.accent = cloth.accent.scaled(shade)
    if person.upper == .tShirt || person.upper == .dress {
      let end = arm.shoulder.towards(arm.elbow, 0.62)
      canvas.fill(Limb([arm.shoulder, end], [5.6 * width, 5.5 * width]), cloth, as: .upper)
    } else {
      let thick: Float = [.jacket, .coat, .hoodie].contains(person.upper) ? 0.8 : 0
      let cuff = arm.elbow.towards(arm.hand, 0.86)
      let radii = [5.4 * width + thick, 4.6 * width + thick, 3.9 + thick]
      canvas.fill(Limb([arm.shoulder, arm.elbow, cuff], radii), cloth, as: .upper)
    }
  }
}
