/// What a sample of the canvas shows; the caption names a thing only if enough of it is left to be seen.
enum Part: UInt8, CaseIterable, Sendable {
  case scene, occluder, skin, face, hair, beard, headwear, eyewear
  case upper, inner, logo, lower, shoes, bag, object
}

/// A software rasteriser for antialiased shapes.
///
/// It is our own, because a graphics library rounds differently from version to version, and the dataset's checksum
/// must not. Shapes blend by exact distance to their outline, on a grid of 2 x 2 samples per pixel.
struct Canvas: Sendable {
  /// The grid's samples along each side of a pixel.
  static let samplesPerPixel = 2

  /// One sample: its colour, and which part of the image owns it.
  struct Sample: Sendable {
    var ink: Ink
    var part: Part
  }

  /// Where figure units lie on the canvas: `pixel = origin + scale * unit`, x negated when mirrored.
  struct Frame: Sendable {
    var originX: Float = 0
    var originY: Float = 0
    var scale: Float = 1
    var mirrored = false
  }

  /// Pixels per row.
  let width: Int
  /// Rows.
  let height: Int
  /// The samples, row by row, `samplesPerPixel` squared for each pixel.
  private(set) var samples: [Sample]
  /// Where the shapes to come are placed.
  var frame = Frame()
  /// From where light falls: -1 left, 1 right.
  var light: Float = 0
  /// When set, everything drawn belongs to this part: bystanders are scene or occluder from hat to shoe.
  var owner: Part?

  init(width: Int, height: Int) {
    self.width = width
    self.height = height
    let count = width * height * Self.samplesPerPixel * Self.samplesPerPixel
    samples = Array(repeating: Sample(ink: .black, part: .scene), count: count)
  }

  /// Draws a filled shape over what is there. With a `part`, the covered samples now belong to it.
  mutating func fill(_ shape: some Shape, _ paint: Paint, as part: Part? = nil) {
    let perUnit = frame.scale * Float(Self.samplesPerPixel)
    let unit = 1 / perUnit
    let direction: Float = frame.mirrored ? -1 : 1
    let originX = frame.originX * Float(Self.samplesPerPixel)
    let originY = frame.originY * Float(Self.samplesPerPixel)
    let sampleWidth = width * Self.samplesPerPixel
    let sampleHeight = height * Self.samplesPerPixel
    let fade = max(unit, paint.softness)
    let box = shape.bounds.grown(fade)
    let edges = (originX + direction * box.left * perUnit, originX + direction * box.right * perUnit)
    let columns = Self.range(min(edges.0, edges.1), max(edges.0, edges.1), sampleWidth)
    let rows = Self.range(originY + box.top * perUnit, originY + box.bottom * perUnit, sampleHeight)
    guard !columns.isEmpty, !rows.isEmpty else { return }

    let centre = (box.left + box.right) / 2
    let sideLight = paint.rim > 0 ? 0.24 * light * direction / max(box.right - box.left, 1) : 0
    let newOwner = part == nil ? nil : owner ?? part
    samples.withUnsafeMutableBufferPointer { samples in
      for row in rows {
        let y = (Float(row) + 0.5 - originY) * unit
        var column = columns.lowerBound
        while column < columns.upperBound {
          let x = (Float(column) + 0.5 - originX) * unit * direction
          let distance = shape.distance(x, y)
          // So many samples are surely on the same side of the outline; half of the way there, because some shapes
          // estimate their distance.
          let margin = abs(distance) - fade / 2
          let clear = margin > 0 ? min(max(Int(margin * perUnit / 2), 1), columns.upperBound - column) : 1
          if distance < fade / 2 {
            let run = paint.rim == 0 ? clear : 1
            let coverage = min(0.5 - distance / fade, 1) * paint.opacity
            let ink = paint.colour(x, y, depth: -distance).scaled(1 + sideLight * (x - centre))
            for index in (row * sampleWidth + column)..<(row * sampleWidth + column + run) {
              samples[index].ink = samples[index].ink.mixed(ink, coverage)
              if let newOwner, coverage > 0.5 { samples[index].part = newOwner }
            }
            column += run
          } else {
            column += clear
          }
        }
      }
    }
  }

  /// How many whole pixels each part owns, by `Part.rawValue`.
  func visiblePixels() -> [Int] {
    var counts = Array(repeating: 0, count: Part.allCases.count)
    for sample in samples { counts[Int(sample.part.rawValue)] += 1 }
    return counts.map { $0 / (Self.samplesPerPixel * Self.samplesPerPixel) }
  }

  /// Averages neighbours `radius` samples to each side: a background out of focus.
  mutating func soften(radius: Int) {
    guard radius > 0 else { return }
    let sampleWidth = width * Self.samplesPerPixel
    let sampleHeight = height * Self.samplesPerPixel
    for row in 0..<sampleHeight { soften(from: row * sampleWidth, count: sampleWidth, stride: 1, radius: radius) }
    for column in 0..<sampleWidth { soften(from: column, count: sampleHeight, stride: sampleWidth, radius: radius) }
  }

  private mutating func soften(from start: Int, count: Int, stride: Int, radius: Int) {
    let line = (0..<count).map { samples[start + $0 * stride].ink }
    let share = 1 / Float(2 * radius + 1)
    var sum = line[0].scaled(Float(radius))
    for index in 0..<radius { sum = sum.plus(line[min(index, count - 1)]) }
    for index in 0..<count {
      sum = sum.plus(line[min(index + radius, count - 1)])
      samples[start + index * stride].ink = sum.scaled(share)
      sum = sum.plus(line[max(index - radius, 0)].scaled(-1))
    }
  }

  /// The picture: one ink per pixel, row by row.
  func pixels() -> [Ink] {
    let side = Self.samplesPerPixel
    let share = 1 / Float(side * side)
    var pixels: [Ink] = []
    pixels.reserveCapacity(width * height)
    for row in 0..<height {
      for column in 0..<width {
        var sum = Ink(0, 0, 0)
        for sample in 0..<(side * side) {
          let index = (row * side + sample / side) * width * side + column * side + sample % side
          sum = sum.plus(samples[index].ink)
        }
        pixels.append(sum.scaled(share))
      }
    }
    return pixels
  }

  private static func range(_ low: Float, _ high: Float, _ limit: Int) -> Range<Int> {
    let start = min(max(Int(low.rounded(.down)), 0), limit)
    let end = min(max(Int(high.rounded(.up)), start), limit)
    return start..<end
  }
}
