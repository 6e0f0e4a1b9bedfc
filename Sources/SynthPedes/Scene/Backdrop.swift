import BenchCore

/// The place a person is in: a wall, windows or trees above, ground below. Coordinates are pixels.
struct Backdrop {
  let width: Float
  let height: Float
  /// The row where the ground begins.
  let horizon: Float

  init(canvas: Canvas, using generator: inout SeededGenerator) {
    width = Float(canvas.width)
    height = Float(canvas.height)
    horizon = generator.float(108, 132)
  }

  /// Draws a scene over the whole canvas.
  func draw(_ scene: Shot.Scene, on canvas: inout Canvas, using generator: inout SeededGenerator) {
    switch scene {
    case .street: drawStreet(on: &canvas, using: &generator)
    case .brickWall: drawBrickWall(on: &canvas, using: &generator)
    case .park: drawPark(on: &canvas, using: &generator)
    case .shop: drawShop(on: &canvas, using: &generator)
    case .plaza: drawPlaza(on: &canvas, using: &generator)
    case .parking: drawParking(on: &canvas, using: &generator)
    case .station: drawStation(on: &canvas, using: &generator)
    }
  }

  private func drawWall(_ ink: Ink, on canvas: inout Canvas) {
    canvas.fill(Box(left: 0, top: 0, right: width, bottom: horizon + 1), .flat(ink))
  }

  private func drawGround(_ ink: Ink, on canvas: inout Canvas) {
    canvas.fill(Box(left: 0, top: horizon, right: width, bottom: height), .flat(ink))
    let far = Box(left: 0, top: horizon - 2, right: width, bottom: horizon + 10)
    canvas.fill(far, .flat(.black, opacity: 0.18, softness: 14))
  }

  /// Slabs in perspective: rows get taller towards the viewer, and joints run to a vanishing point.
  private func drawSlabs(_ ink: Ink, on canvas: inout Canvas, using generator: inout SeededGenerator) {
    drawGround(ink, on: &canvas)
    let joint = Paint.flat(ink.scaled(0.82))
    var row: Float = 5
    while row < height - horizon {
      canvas.fill(Box(left: 0, top: horizon + row, right: width, bottom: horizon + row + 0.9), joint)
      row += 4 + row * 0.3
    }
    let vanishing = Point(width / 2 + generator.float(-30, 30), horizon - 30)
    for x in stride(from: Float(-150), through: 220, by: 30) {
      let line = Limb(vanishing, Point(x, height + 10), 0.45)
      canvas.fill(line.within(Box(left: 0, top: horizon + 1, right: width, bottom: height)), joint)
    }
  }

  private func drawStreet(on canvas: inout Canvas, using generator: inout SeededGenerator) {
    let facades = [Ink(0.78, 0.72, 0.62), Ink(0.70, 0.72, 0.75), Ink(0.74, 0.60, 0.52), Ink(0.83, 0.81, 0.76)]
    let facade = generator.element(of: facades)
    drawWall(facade, on: &canvas)
    let step = generator.float(22, 28)
    let start = generator.float(-6, 10)
    let glass = Ink(0.36, 0.45, 0.53)
    for y in stride(from: Float(-8), to: horizon - 34, by: 38) {
      for x in stride(from: start - step, to: width + step, by: step) {
        let window = Box(left: x, top: y, right: x + step * 0.55, bottom: y + 25, corner: 0.5)
        canvas.fill(window, .flat(glass.scaled(generator.float(0.85, 1.2))))
        canvas.fill(window.outline(1.8), .flat(facade.mixed(.white, 0.45)))
        canvas.fill(
          Box(left: x - 2, top: y + 25, right: x + step * 0.55 + 2, bottom: y + 27.5), .flat(facade.scaled(0.8)))
      }
    }
    let plinth = Box(left: 0, top: horizon - 14, right: width, bottom: horizon + 1)
    canvas.fill(plinth, .flat(facade.scaled(0.72)))
    drawSlabs(Ink(0.66, 0.65, 0.63), on: &canvas, using: &generator)
  }

  private func drawBrickWall(on canvas: inout Canvas, using generator: inout SeededGenerator) {
    let bricks = generator.element(of: [Ink(0.66, 0.40, 0.32), Ink(0.72, 0.58, 0.46), Ink(0.62, 0.55, 0.52)])
    drawWall(bricks.mixed(Ink(0.8, 0.77, 0.72), 0.7), on: &canvas)
    var isShifted = false
    for y in stride(from: Float(-2), to: horizon, by: 7) {
      for x in stride(from: Float(isShifted ? -8 : 0), to: width, by: 15) {
        let brick = Box(left: x, top: y, right: x + 14, bottom: min(y + 6, horizon), corner: 0.6)
        canvas.fill(brick, .flat(bricks.scaled(generator.float(0.9, 1.1))))
      }
      isShifted.toggle()
    }
    drawSlabs(Ink(0.60, 0.59, 0.58), on: &canvas, using: &generator)
  }

  private func drawPark(on canvas: inout Canvas, using generator: inout SeededGenerator) {
    drawWall(Ink(0.76, 0.87, 0.95), on: &canvas)
    canvas.fill(Box(left: 0, top: 60, right: width, bottom: horizon), .flat(Ink(0.90, 0.94, 0.93), softness: 50))
    for _ in 0..<6 {
      let x = generator.float(-8, width + 8)
      let tone = generator.float(0.8, 1.15)
      let size = generator.float(14, 24)
      let top = generator.float(40, 80)
      canvas.fill(Limb(Point(x, top), Point(x, horizon), 2), .flat(Ink(0.42, 0.32, 0.24)))
      for _ in 0..<4 {
        let crown = Ellipse(
          x + generator.float(-0.5, 0.5) * size, top + generator.float(-0.5, 0.4) * size, size * 0.7, size * 0.62)
        canvas.fill(crown, Paint(Ink(0.40, 0.58, 0.34).scaled(tone * generator.float(0.92, 1.08))))
      }
    }
    let hedge = Box(left: 0, top: horizon - 14, right: width, bottom: horizon + 3, corner: 3)
    canvas.fill(hedge, .flat(Ink(0.36, 0.52, 0.31)))
    drawGround(Ink(0.56, 0.68, 0.40), on: &canvas)
    let bend = generator.float(0.2, 0.8) * width
    let path = [
      Point(bend - 6, horizon + 2), Point(bend + 6, horizon + 2), Point(width + 22, height), Point(-22, height),
    ]
    canvas.fill(Polygon(path), .flat(Ink(0.80, 0.73, 0.60)))
  }

  private func drawShop(on canvas: inout Canvas, using generator: inout SeededGenerator) {
    let frame = generator.element(of: [Ink(0.35, 0.30, 0.27), Ink(0.30, 0.38, 0.36), Ink(0.80, 0.78, 0.74)])
    drawWall(frame, on: &canvas)
    canvas.fill(Box(left: 3, top: 30, right: width - 3, bottom: horizon - 8), .flat(Ink(0.88, 0.85, 0.76)))
    for shelf in stride(from: Float(48), to: horizon - 8, by: 20) {
      var x = generator.float(4, 8)
      while x < width - 8 {
        let size = generator.float(4, 8)
        let goods = generator.element(of: GarmentColour.allCases).ink.mixed(Ink(0.8, 0.78, 0.72), 0.55)
        let item = Box(left: x, top: shelf - generator.float(6, 13), right: x + size, bottom: shelf, corner: 1)
        canvas.fill(item, .flat(goods))
        x += size + generator.float(1.5, 4)
      }
      canvas.fill(Box(left: 3, top: shelf, right: width - 3, bottom: shelf + 1.6), .flat(Ink(0.62, 0.52, 0.42)))
    }
    canvas.fill(Box(left: width / 2 - 1.5, top: 30, right: width / 2 + 1.5, bottom: horizon - 8), .flat(frame))
    let awning = generator.element(of: [Ink(0.75, 0.36, 0.33), Ink(0.36, 0.55, 0.45), Ink(0.38, 0.48, 0.66)])
    for x in stride(from: Float(0), to: width, by: 12) {
      canvas.fill(Box(left: x, top: 8, right: x + 6, bottom: 30, corner: 1), .flat(awning))
      canvas.fill(Box(left: x + 6, top: 8, right: x + 12, bottom: 30, corner: 1), .flat(Ink(0.92, 0.90, 0.86)))
    }
    drawSlabs(Ink(0.70, 0.68, 0.66), on: &canvas, using: &generator)
  }

  private func drawPlaza(on canvas: inout Canvas, using generator: inout SeededGenerator) {
    let concrete = Ink(0.80, 0.80, 0.78).scaled(generator.float(0.86, 1.04))
    drawWall(concrete, on: &canvas)
    let step = generator.float(20, 32)
    for x in stride(from: generator.float(0, 15), to: width, by: step) {
      canvas.fill(Box(left: x, top: 0, right: x + 1, bottom: horizon), .flat(concrete.scaled(0.84)))
    }
    for y in stride(from: Float(28), to: horizon, by: 44) {
      canvas.fill(Box(left: 0, top: y, right: width, bottom: y + 1), .flat(concrete.scaled(0.86)))
    }
    drawSlabs(Ink(0.74, 0.70, 0.65), on: &canvas, using: &generator)
  }

  private func drawParking(on canvas: inout Canvas, using generator: inout SeededGenerator) {
    drawWall(Ink(0.80, 0.86, 0.90), on: &canvas)
    canvas.fill(Box(left: 0, top: 40, right: width, bottom: horizon), .flat(Ink(0.62, 0.68, 0.63), softness: 30))
    drawGround(Ink(0.46, 0.46, 0.48), on: &canvas)
    for x in stride(from: generator.float(-40, -10), to: width + 60, by: 44) {
      let line = [Point(x, horizon + 6), Point(x + 2, horizon + 6), Point(x - 28, height), Point(x - 34, height)]
      canvas.fill(Polygon(line), .flat(Ink(0.85, 0.85, 0.82)))
    }
    for _ in 0..<2 {
      Clutter.car.draw(
        at: Point(generator.float(-5, width + 5), horizon + generator.float(2, 8)), on: &canvas, using: &generator)
    }
  }

  private func drawStation(on canvas: inout Canvas, using generator: inout SeededGenerator) {
    let tile = Ink(0.85, 0.87, 0.85)
    drawWall(tile, on: &canvas)
    for y in stride(from: Float(4), to: horizon, by: 9) {
      canvas.fill(Box(left: 0, top: y, right: width, bottom: y + 0.8), .flat(tile.scaled(0.88)))
    }
    for x in stride(from: Float(2), to: width, by: 9) {
      canvas.fill(Box(left: x, top: 0, right: x + 0.8, bottom: horizon), .flat(tile.scaled(0.9)))
    }
    let line = generator.element(of: [Ink(0.75, 0.42, 0.38), Ink(0.38, 0.55, 0.72), Ink(0.48, 0.62, 0.42)])
    canvas.fill(Box(left: 0, top: 24, right: width, bottom: 36), .flat(line))
    let x = generator.float(4, width - 28)
    canvas.fill(Box(left: x, top: 50, right: x + 24, bottom: 88, corner: 1), .flat(Ink(0.55, 0.60, 0.66)))
    canvas.fill(Box(left: x + 3, top: 54, right: x + 21, bottom: 72), .flat(Ink(0.85, 0.78, 0.60)))
    drawSlabs(Ink(0.58, 0.60, 0.62), on: &canvas, using: &generator)
    canvas.fill(Box(left: 0, top: horizon + 12, right: width, bottom: horizon + 17), .flat(Ink(0.86, 0.76, 0.36)))
  }
}
