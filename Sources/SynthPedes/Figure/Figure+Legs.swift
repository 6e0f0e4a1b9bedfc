extension Figure {
  /// Draws legs, shoes and the lower garment.
  func drawLegs(on canvas: inout Canvas) {
    for index in skeleton.legs.indices {
      // The far leg is in the shade of the near one.
      let shade: Float = view.isSide && index == 0 ? 0.8 : 1
      drawLeg(skeleton.legs[index], shade: shade, on: &canvas)
      if view.isSide { drawLegCloth([skeleton.legs[index]], shade: shade, on: &canvas) }
      if view.isSide { drawShoe(skeleton.legs[index], shade: shade, on: &canvas) }
    }
    guard !view.isSide else { return drawSkirt(on: &canvas) }
    drawLegCloth(skeleton.legs, shade: 1, on: &canvas)
    for leg in skeleton.legs { drawShoe(leg, shade: 1, on: &canvas) }
    drawSkirt(on: &canvas)
  }

  private func drawLeg(_ leg: Skeleton.Leg, shade: Float, on canvas: inout Canvas) {
    let width = physique.limb
    let shape = Limb([leg.hip, leg.knee, leg.ankle], [7.2 * width, 5 * width, 3.4 * width])
    canvas.fill(shape, Paint(skinInk.scaled(shade)), as: .skin)
  }

  /// Trousers, jeans or shorts over the given legs, in one piece with the seat.
  private func drawLegCloth(_ legs: [Skeleton.Leg], shade: Float, on canvas: inout Canvas) {
    guard let lower = person.lower, lower != .skirt, let first = legs.first, let last = legs.last else { return }
    let width = physique.limb
    let paint = Paint.cloth((person.lowerColour ?? .blue).ink.scaled(shade))
    let radii: [Float] = lower == .jeans ? [8, 6, 4.6] : lower == .shorts ? [8.2, 7.4, 7.4] : [8.2, 6.8, 5.8]
    func tube(_ leg: Skeleton.Leg) -> Limb {
      Limb([leg.hip, leg.knee, leg.ankle.moved(0, 1)], radii.map { $0 * width })
    }
    let seat =
      view.isSide
      ? Silhouette([
        .init(y: 74, left: -physique.bellyDepth, right: physique.bellyDepth),
        .init(y: 86, left: -physique.seatDepth - 0.5, right: physique.seatDepth * 0.9),
        .init(y: 95, left: -physique.seatDepth * 0.8, right: physique.seatDepth * 0.7),
      ])
      : Silhouette([(74, physique.waist), (84, physique.hip + 0.6), (96, physique.hip + 0.2)])
    let hem = lower == .shorts ? first.hip.y + 25 : max(first.ankle.y, last.ankle.y) + 4
    let cut = Box(left: -60, top: 70, right: 60, bottom: hem)
    canvas.fill(tube(first).joined(tube(last)).joined(seat).within(cut), paint, as: .lower)
    if !view.isSide {
      let end = lower == .shorts ? hem : hem - 40
      let inside = Box(left: -0.7, top: 92, right: 0.7, bottom: end)
      canvas.fill(inside, .flat(paint.ink.scaled(0.55), opacity: 0.75))
    }
    if lower == .jeans { drawSeams(legs, ink: paint.ink, on: &canvas) }
  }

  /// The pale double seams and pockets of denim.
  private func drawSeams(_ legs: [Skeleton.Leg], ink: Ink, on canvas: inout Canvas) {
    let thread = Paint.flat(Ink(0.93, 0.72, 0.42), opacity: 0.55)
    for leg in legs {
      let side: Float = view.isSide ? 0 : leg.hip.x < 0 ? -1 : 1
      let line = [leg.hip, leg.knee, leg.ankle].map { $0.moved(side * 4.2 * physique.limb, 0) }
      canvas.fill(Limb(line, [0.4]), thread)
    }
    for leg in legs where view == .back {
      canvas.fill(Box(leg.hip.x, 92, 4, 3.6, corner: 0.8).outline(0.9), thread)
    }
    for leg in legs {
      let worn = Paint.flat(ink.mixed(.white, 0.5), opacity: 0.35, softness: 5)
      canvas.fill(Ellipse(leg.hip.x, 108, 3, 12), worn)
    }
  }

  private func drawSkirt(on canvas: inout Canvas) {
    guard person.lower == .skirt, let colour = person.lowerColour else { return }
    let top = view.isSide ? physique.bellyDepth : physique.waist
    let hips = view.isSide ? physique.seatDepth + 0.5 : physique.hip + 1
    let flare: Float = person.upper == .coat ? 0 : 5.5
    let shape = Silhouette([(70, top + 0.5), (84, hips + 1), (100, hips + flare * 0.7), (114, hips + flare)])
    canvas.fill(shape, .cloth(colour.ink), as: .lower)
    for fold: Float in [-0.55, -0.1, 0.4] {
      let line = Limb(Point(fold * hips, 92), Point(fold * (hips + 6), 113), 0.5)
      canvas.fill(line, .flat(colour.ink.seam, opacity: 0.6))
    }
  }

  private func drawShoe(_ leg: Skeleton.Leg, shade: Float, on canvas: inout Canvas) {
    let ink = person.shoeColour.ink.scaled(shade)
    let heel = view.isSide ? leg.ankle.moved(-1.5, 2.8) : leg.ankle.moved(0, 2)
    let foot = Limb([heel, leg.toe], view.isSide ? [4.6, 3.1] : [4.3, 4.5])
    switch person.shoes {
    case .sneakers:
      canvas.fill(foot, Paint(ink), as: .shoes)
      let sole = Limb([heel.moved(0, 3.2), leg.toe.moved(0, 2)], [1.3]).within(foot)
      canvas.fill(sole, .flat(Ink.white.scaled(shade).mixed(ink, person.shoeColour == .white ? 0.6 : 0)), as: .shoes)
      canvas.fill(Limb(heel.moved(1, -2), leg.toe.moved(-1, -2), 0.6), .flat(ink.seam, opacity: 0.8))
    case .boots:
      let top = leg.ankle.towards(leg.knee, 0.42)
      let shaft = Limb([top, leg.ankle, heel], [5.9 * physique.limb, 4.8, 4.6])
        .within(Box(left: -60, top: top.y, right: 60, bottom: 170))
      canvas.fill(shaft.joined(foot), Paint(ink), as: .shoes)
      canvas.fill(Limb(top.moved(-5, 1.5), top.moved(5, 1.5), 0.7).within(shaft), .flat(ink.seam))
    case .sandals:
      canvas.fill(foot, Paint(skinInk.scaled(shade)), as: .skin)
      let sole = Limb([heel.moved(0, 3), leg.toe.moved(0, 2)], [1.8]).within(foot.joined(Limb(heel, leg.toe, 4.4)))
      canvas.fill(sole, .flat(ink), as: .shoes)
      for share: Float in [0.15, 0.75] {
        let strap = heel.towards(leg.toe, share)
        canvas.fill(Limb(strap.moved(-4, -0.5), strap.moved(4, -0.5), 1.3).within(foot), .flat(ink), as: .shoes)
      }
    }
  }
}
