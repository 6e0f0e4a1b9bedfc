import BenchCore
import Datasets
import Images
import Testing

@testable import SynthPedes

struct SynthPedesRenderingTests {
  /// White shapes on a black canvas.
  private func canvas(_ width: Int, _ height: Int) -> Canvas {
    Canvas(width: width, height: height)
  }

  private func light(_ canvas: Canvas) -> [Float] {
    canvas.pixels().map { ($0.red - Ink.black.red) / (Ink.white.red - Ink.black.red) }
  }

  @Test func circleHasItsArea() {
    var canvas = canvas(40, 40)
    canvas.fill(Ellipse(20.3, 19.6, 12.5, 12.5), .flat(.white))
    let area = light(canvas).reduce(0, +)
    #expect(abs(area - .pi * 12.5 * 12.5) < 2)
  }

  @Test func edgesAreAntialiased() {
    var canvas = canvas(8, 4)
    canvas.fill(Box(left: -5, top: -5, right: 3.5, bottom: 9), .flat(.white))
    let row = light(canvas)[8..<16]
    #expect(zip(row, [1, 1, 1, 0.5, 0, 0, 0, 0]).allSatisfy { abs($0 - $1) < 0.01 })
  }

  /// Leaping over samples far from the outline changes nothing.
  @Test(arguments: [0, 1, 2, 3, 4])
  func leapsChangeNothing(number: Int) {
    var canvas = canvas(32, 48)
    canvas.frame = Canvas.Frame(originX: 14, originY: 2, scale: 0.9, mirrored: number % 2 == 1)
    let paint = Paint.flat(.white, opacity: 0.8, softness: number == 2 ? 3 : 0)
    switch number {
    case 0: expectNaive(Ellipse(2, 20, 16, 5), paint, canvas)
    case 1: expectNaive(Limb([Point(-10, 3), Point(4, 30), Point(0, 44)], [5, 2, 1]), paint, canvas)
    case 2: expectNaive(Box(0, 20, 11, 14, corner: 5), paint, canvas)
    case 3: expectNaive(Silhouette([(4, 2), (12, 14), (30, 8), (45, 12)]).minus(Ellipse(0, 10, 6, 9)), paint, canvas)
    default:
      let polygon = Polygon([Point(-12, 40), Point(14, 38), Point(3, 2)])
      expectNaive(polygon.joined(Ellipse(0, 20, 13, 3).outline(2)), paint, canvas)
    }
  }

  private func expectNaive(_ shape: some Shape, _ paint: Paint, _ empty: Canvas) {
    var canvas = empty
    canvas.fill(shape, paint, as: .bag)
    let perUnit = canvas.frame.scale * 2
    var largest: Float = 0
    for row in 0..<(canvas.height * 2) {
      for column in 0..<(canvas.width * 2) {
        let x = (Float(column) + 0.5 - canvas.frame.originX * 2) / perUnit * (canvas.frame.mirrored ? -1 : 1)
        let y = (Float(row) + 0.5 - canvas.frame.originY * 2) / perUnit
        let fade = max(1 / perUnit, paint.softness)
        let coverage = min(max(0.5 - shape.distance(x, y) / fade, 0), 1) * paint.opacity
        let expected = Ink.black.mixed(.white, coverage)
        let sample = canvas.samples[row * canvas.width * 2 + column]
        largest = max(largest, abs(sample.ink.red - expected.red))
      }
    }
    #expect(largest < 0.02)
    #expect(canvas.visiblePixels()[Int(Part.bag.rawValue)] > 20)
  }

  @Test func mirroringMirrors() {
    var plain = canvas(20, 10)
    plain.frame = Canvas.Frame(originX: 10, originY: 0, scale: 1, mirrored: false)
    plain.fill(Ellipse(5, 5, 4, 3), Paint(.white))
    var mirrored = canvas(20, 10)
    mirrored.frame = Canvas.Frame(originX: 10, originY: 0, scale: 1, mirrored: true)
    mirrored.fill(Ellipse(5, 5, 4, 3), Paint(.white))
    let rows = (0..<10).map { row in (0..<20).map { plain.pixels()[row * 20 + 19 - $0] } }
    #expect(zip(rows.joined(), mirrored.pixels()).allSatisfy { abs($0.red - $1.red) < 1e-5 })
  }

  @Test func silhouettesGoThroughTheirRows() {
    let shape = Silhouette([
      .init(y: 0, left: -2, right: 3), .init(y: 10, left: -8, right: 6), .init(y: 25, left: -3, right: 9),
    ])
    for (y, left, right) in [(Float(10), Float(-8), Float(6)), (24.9, -3, 9)] {
      #expect(abs(shape.distance(left, y)) < 0.1)
      #expect(abs(shape.distance(right, y)) < 0.1)
      #expect(shape.distance((left + right) / 2, y) < 0)
    }
    #expect(shape.distance(0, -2) == 2)
    #expect(shape.distance(0, 28) == 3)
  }

  @Test func softeningAveragesNeighbours() {
    var canvas = canvas(6, 6)
    canvas.fill(Box(left: 2, top: 0, right: 4, bottom: 6), .flat(.white))
    let before = canvas.samples.map(\.ink.red)
    canvas.soften(radius: 2)
    // All rows are alike, so only columns mix.
    for column in 0..<12 {
      let mean = (-2...2).reduce(Float(0)) { $0 + before[min(max(column + $1, 0), 11)] } / 5
      #expect(abs(canvas.samples[5 * 12 + column].ink.red - mean) < 1e-5)
    }
  }

  @Test func everyColourIsDistinct() {
    let inks = GarmentColour.allCases.map(\.ink)
    #expect(inks.count == 15)
    for (index, ink) in inks.enumerated() {
      for other in inks[..<index] {
        let distance = [ink.red - other.red, ink.green - other.green, ink.blue - other.blue].reduce(0) { $0 + $1 * $1 }
        #expect(distance.squareRoot() > 0.2, "\(ink) and \(other)")
      }
    }
  }

  /// The pixels that parts of a person own in an image without disturbances.
  private func parts(_ view: View, _ change: (inout PersonAttributes) -> Void) -> [Part: Int] {
    var person = PersonAttributes()
    change(&person)
    var canvas = Canvas(width: 64, height: 192)
    canvas.frame = Canvas.Frame(originX: 32, originY: 20, scale: 1, mirrored: false)
    Figure(person, view: view, stride: 0.6).draw(on: &canvas)
    let pixels = canvas.visiblePixels()
    return Dictionary(uniqueKeysWithValues: Part.allCases.map { ($0, pixels[Int($0.rawValue)]) })
  }

  @Test(arguments: View.allCases)
  func viewsShowWhatTheyCan(view: View) {
    let parts = parts(view) { person in
      person.eyewear = .sunglasses
      person.hasBeard = true
      person.pattern = .logo
      person.accentColour = .red
      person.lower = .jeans
      person.lowerColour = .navy
      person.bag = .backpack
      person.bagColour = .green
      person.headwear = .cap
      person.headwearColour = .pink
      person.object = .cup
    }
    for part in [Part.face, .hair, .headwear, .upper, .lower, .shoes, .bag] {
      #expect(parts[part, default: 0] >= 15, "\(part)")
    }
    #expect((parts[.eyewear, default: 0] > 0) == (view != .back))
    #expect((parts[.beard, default: 0] > 0) == (view != .back))
    #expect((parts[.logo, default: 0] > 0) == (view == .front))
  }

  @Test func occlusionHidesParts() throws {
    var configuration = SynthPedesConfiguration.tiny
    configuration.occlusion = 1
    let population = try SynthPedesPopulation(configuration)
    let hidden = (0..<6).map { identity in
      let person = population.members[identity].attributes
      let photograph = Photograph(configuration, identity: identity, image: 0, of: person)
      return photograph.visiblePixels[Int(Part.occluder.rawValue)]
    }
    #expect(hidden.allSatisfy { $0 > 100 })
  }

  @Test func camerasShiftColours() throws {
    // Both domains draw the same scene here; only the sensor differs.
    var canvas = Canvas(width: 4, height: 4)
    canvas.fill(Box(2, 2, 9, 9), .flat(Ink(0.2, 0.4, 0.8)))
    var configuration = SynthPedesConfiguration.tiny
    configuration.noise = 0
    configuration.blur = 0
    func colour(_ configuration: SynthPedesConfiguration) -> SIMD3<UInt8> {
      var generator = SeededGenerator(seed: 1, stream: "test")
      return Camera[0].photograph(canvas, exposure: 1, configuration, using: &generator)[1, 1]
    }
    configuration.cameraShift = 0
    #expect(colour(configuration.shifted(to: .source)) == SIMD3(51, 102, 204))
    #expect(colour(configuration.shifted(to: .target)) == SIMD3(51, 102, 204))
    configuration.cameraShift = 1
    #expect(colour(configuration.shifted(to: .source)) == SIMD3(51, 102, 204))
    // 0.86 * 0.2 + 0.22 * 0.4 + 0.02 * 0.8, and so on.
    #expect(colour(configuration.shifted(to: .target)) == SIMD3(70, 97, 148))
  }
}
