/// A drawn person: attributes in a pose, seen from one side.
///
/// Everything is drawn back to front in figure units; `Figure+Head`, `+Legs`, `+Torso` and `+Carried` draw the pieces.
struct Figure {
  let person: PersonAttributes
  let view: View
  let physique: Physique
  let skeleton: Skeleton

  init(_ person: PersonAttributes, view: View, stride: Float) {
    self.person = person
    self.view = view
    physique = Physique(person)
    skeleton = Skeleton(view: view, stride: stride, person: person, physique: physique)
  }

  /// The colour of skin.
  var skinInk: Ink {
    switch person.skin {
    case .light: Ink(0.96, 0.79, 0.67)
    case .tan: Ink(0.80, 0.59, 0.43)
    case .dark: Ink(0.45, 0.29, 0.20)
    }
  }

  /// The colour of hair.
  var hairInk: Ink {
    switch person.hairColour {
    case .black: Ink(0.10, 0.08, 0.09)
    case .brown: Ink(0.36, 0.21, 0.11)
    case .blond: Ink(0.90, 0.74, 0.40)
    case .red: Ink(0.74, 0.32, 0.11)
    case .grey: Ink(0.58, 0.58, 0.60)
    case .white: Ink(0.93, 0.93, 0.92)
    }
  }

  /// The cloth of the upper garment.
  var upperPaint: Paint {
    .cloth(person.upperColour.ink, pattern: person.pattern.cloth, accent: accentInk)
  }

  var accentInk: Ink { (person.accentColour ?? .white).ink }

  /// Draws the person on the frame the canvas is set to.
  func draw(on canvas: inout Canvas) {
    canvas.frame.mirrored = view == .left
    canvas.fill(Ellipse(0, 159.5, 22, 3.4), .flat(.black, opacity: 0.5, softness: 4))
    if view.isSide { drawArm(0, on: &canvas) }
    drawBehindBody(on: &canvas)
    drawLegs(on: &canvas)
    drawTorso(on: &canvas)
    if view == .back {
      drawWornBag(on: &canvas)
      drawArm(0, on: &canvas)
      drawArm(1, on: &canvas)
      drawHead(on: &canvas)
    } else {
      drawWornBag(on: &canvas)
      drawHead(on: &canvas)
      if !view.isSide { drawArm(0, on: &canvas) }
      drawArm(1, on: &canvas)
    }
    canvas.frame.mirrored = false
  }

  /// What is behind the body: hair hanging down the back, the top of a backpack, an umbrella, a suitcase.
  private func drawBehindBody(on canvas: inout Canvas) {
    drawUmbrella(on: &canvas)
    drawSuitcase(on: &canvas)
    if view == .front {
      drawBackpackBehind(on: &canvas)
      drawHairBehind(on: &canvas)
    }
  }
}

extension PersonAttributes.Pattern {
  /// What the rasteriser prints all over the cloth; a logo is drawn separately.
  var cloth: ClothPattern {
    switch self {
    case .plain, .logo: .plain
    case .horizontalStripes: .horizontalStripes
    case .verticalStripes: .verticalStripes
    case .checks: .checks
    case .dots: .dots
    }
  }
}
