import BenchCore
import Foundation
import Testing

@testable import Images

struct ImageAugmentationTests {
  private static let image = RGBImage(
    width: 20,
    height: 30,
    pixels: (0..<1800).map { UInt8(truncatingIfNeeded: ($0 &* $0) >> 3) }
  )

  private static func generator(_ index: Int) -> SeededGenerator {
    SeededGenerator(seed: 7, stream: "augment", UInt64(index))
  }

  /// What a chain made of the image.
  private struct Outcome: Hashable {
    var planes: [UInt8]
    var erased: RandomErasing.Rectangle?
  }

  private static func augmented(_ augmentation: ImageAugmentation, _ index: Int) -> Outcome {
    var generator = generator(index)
    var planes = [UInt8](repeating: 99, count: image.pixels.count)
    let erased = planes.withUnsafeMutableBufferPointer { augmentation.apply(to: image, using: &generator, into: $0) }
    return Outcome(planes: planes, erased: erased)
  }

  /// The papers' chain one step after the other, on whole arrays, as torchvision does it.
  private static func naivelyAugmented(_ augmentation: ImageAugmentation, _ index: Int) -> Outcome {
    var generator = generator(index)
    let (width, height) = (image.width, image.height)
    var rows = (0..<height).map { y in (0..<width).map { x in image[x, y] } }
    if augmentation.flip?.draw(using: &generator) == true { rows = rows.map { $0.reversed() } }
    if let crop = augmentation.padAndCrop {
      let (top, left) = crop.draw(using: &generator)
      let border = [SIMD3<UInt8>](repeating: .zero, count: crop.padding)
      let blank = [SIMD3<UInt8>](repeating: .zero, count: width + 2 * crop.padding)
      let blanks = [[SIMD3<UInt8>]](repeating: blank, count: crop.padding)
      let padded = blanks + rows.map { border + $0 + border } + blanks
      rows = padded[(top + crop.padding)...].prefix(height).map {
        Array($0[(left + crop.padding)...].prefix(width))
      }
    }
    return Outcome(
      planes: (0..<3).flatMap { channel in rows.flatMap { row in row.map { $0[channel] } } },
      erased: augmentation.erasing?.draw(width: width, height: height, using: &generator))
  }

  @Test(arguments: [
    ImageAugmentation.none, .flip, .paper, ImageAugmentation(padAndCrop: PadAndCrop(padding: 25)),
    ImageAugmentation(flip: HorizontalFlip(probability: 1), padAndCrop: PadAndCrop(padding: 0)),
  ])
  func equalsTheNaiveChain(augmentation: ImageAugmentation) {
    for index in 0..<200 {
      #expect(Self.augmented(augmentation, index) == Self.naivelyAugmented(augmentation, index), "\(index)")
    }
  }

  @Test func equalGeneratorsGiveEqualResults() {
    for (_, augmentation) in ImageAugmentation.presets {
      #expect((0..<20).allSatisfy { Self.augmented(augmentation, $0) == Self.augmented(augmentation, $0) })
    }
    #expect(Set((0..<20).map { Self.augmented(.paper, $0) }).count == 20)
    #expect(Set((0..<20).map { Self.augmented(.none, $0) }).count == 1)
  }

  @Test func drawsAsOftenAndAsWideAsStated() {
    let draws = (0..<4000).map { index -> (Bool, top: Int, left: Int) in
      var generator = Self.generator(index)
      let isFlipped = HorizontalFlip().draw(using: &generator)
      let shift = PadAndCrop(padding: 2).draw(using: &generator)
      return (isFlipped, shift.top, shift.left)
    }
    #expect(abs(draws.count { $0.0 } - 2000) < 150)
    for shift in -2...2 {
      #expect(abs(draws.count { $0.top == shift } - 800) < 120)
      #expect(abs(draws.count { $0.left == shift } - 800) < 120)
    }
  }

  @Test func erasesRectanglesAsStated() {
    let rectangles = (0..<4000).compactMap { index -> RandomErasing.Rectangle? in
      var generator = Self.generator(index)
      return RandomErasing().draw(width: 128, height: 384, using: &generator)
    }
    // Half of the draws, less those whose rectangle never fitted.
    #expect(1850...2150 ~= rectangles.count)
    let shares = rectangles.map { Double($0.rows.count * $0.columns.count) / Double(128 * 384) }
    #expect(shares.allSatisfy { 0.019...0.405 ~= $0 })
    #expect(shares.contains { $0 < 0.04 } && shares.contains { $0 > 0.35 })
    let aspects = rectangles.map { Double($0.rows.count) / Double($0.columns.count) }
    #expect(aspects.allSatisfy { 0.28...3.5 ~= $0 })
    #expect(rectangles.allSatisfy { $0.rows.upperBound <= 384 && $0.columns.upperBound <= 128 })
    #expect(rectangles.contains { $0.rows.upperBound == 384 } && rectangles.contains { $0.columns.lowerBound == 0 })
  }

  @Test func erasesNothingWhereNoRectangleFits() {
    var generator = Self.generator(0)
    let erasing = RandomErasing(probability: 1, area: 1...1, aspect: 1...1)
    #expect(erasing.draw(width: 8, height: 8, using: &generator) == nil)
  }

  @Test func jittersWithinItsStrengths() {
    var changes: [[ColorAdjustment]] = []
    for index in 0..<1000 {
      var generator = Self.generator(index)
      changes.append(ColorJitter().draw(using: &generator))
    }
    #expect(abs(changes.count { $0.isEmpty } - 200) < 50)
    #expect(changes.allSatisfy { $0.isEmpty || $0.count == 4 })
    for change in changes.joined() {
      switch change {
      case .brightness(let factor), .contrast(let factor): #expect(0.6...1.4 ~= factor)
      case .saturation(let factor): #expect(0.8...1.2 ~= factor)
      case .hue(let turn): #expect(-0.1...0.1 ~= turn)
      }
    }
    #expect(Set(changes.filter { !$0.isEmpty }.map { $0.map(Self.kind) }).count == 24)
  }

  private static func kind(_ adjustment: ColorAdjustment) -> Int {
    switch adjustment {
    case .brightness: 0
    case .contrast: 1
    case .saturation: 2
    case .hue: 3
    }
  }

  @Test func survivesCoding() throws {
    for (_, augmentation) in ImageAugmentation.presets {
      let json = try JSONEncoder().encode(augmentation)
      #expect(try JSONDecoder().decode(ImageAugmentation.self, from: json) == augmentation)
    }
  }

  @Test func findsPresetsByName() throws {
    #expect(try ImageAugmentation(preset: "paper") == .paper)
    let error = #expect(throws: AugmentationFailure.self) { try ImageAugmentation(preset: "papr") }
    #expect(error?.remedy == "did you mean paper?")
  }

  @Test func refusesSettingsOutOfRange() throws {
    for (_, augmentation) in ImageAugmentation.presets { try augmentation.validate() }
    let wrong = [
      ImageAugmentation(flip: HorizontalFlip(probability: 1.1)),
      ImageAugmentation(flip: HorizontalFlip(probability: .nan)),
      ImageAugmentation(padAndCrop: PadAndCrop(padding: -1)),
      ImageAugmentation(erasing: RandomErasing(area: -0.1...0.4)),
      ImageAugmentation(erasing: RandomErasing(aspect: 0...1)),
      ImageAugmentation(colorJitter: ColorJitter(hue: 0.6)),
      ImageAugmentation(blur: GaussianBlur(deviation: 0...1e9)),
    ]
    for augmentation in wrong { #expect(throws: AugmentationFailure.self) { try augmentation.validate() } }
  }
}
