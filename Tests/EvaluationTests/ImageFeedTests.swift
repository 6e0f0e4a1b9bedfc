import BenchCore
import Datasets
import Evaluation
import Images
import Testing
import Torch

struct ImageFeedTests {
  private static let (width, height) = (10, 20)

  private static func image(_ index: Int) -> RGBImage {
    RGBImage(
      width: width, height: height, pixels: (0..<600).map { UInt8(truncatingIfNeeded: ($0 &+ index) &* 151 >> 2) })
  }

  private static func generator(_ index: Int) -> SeededGenerator {
    SeededGenerator(seed: 3, stream: "feed", UInt64(index))
  }

  /// Number by number: the augmented bytes normalised, then the rectangle painted over.
  private static func expected(_ index: Int, _ augmentation: ImageAugmentation) -> [Float] {
    var generator = generator(index)
    var bytes = [UInt8](repeating: 0, count: 600)
    let erased = bytes.withUnsafeMutableBufferPointer {
      augmentation.apply(to: image(index), using: &generator, into: $0)
    }
    let clip = Normalization.clip
    return bytes.indices.map { place in
      let (channel, y, x) = (place / (width * height), place / width % height, place % width)
      if erased?.rows.contains(y) == true, erased?.columns.contains(x) == true { return clip.mean[channel] }
      return (Float(bytes[place]) / 255 - clip.mean[channel]) / clip.standardDeviation[channel]
    }
  }

  @Test(arguments: ["paper", "none", "amns"]) func imagesAreThoseOfTheFormula(preset: String) throws {
    var model = ModelSpec.embedded(vocabularySize: 10, contextLength: 4)
    (model.imageWidth, model.imageHeight) = (Self.width, Self.height)
    let augmentation = try ImageAugmentation(preset: preset)
    let feed = try ImageFeed(of: model, device: .cpu)
    var images = HostImages(writtenTo: try feed.memory(16))
    for index in 0..<16 {
      var generator = Self.generator(index)
      try images.append(Self.image(index), changedBy: augmentation, using: &generator)
    }
    let tensor = try feed.copied(images) { $0 }()
    #expect(try tensor.shape == [16, 3, Self.height, Self.width])
    let expected = (0..<16).flatMap { Self.expected($0, augmentation) }
    #expect(try tensor.values(as: Float.self).map(\.bitPattern) == expected.map(\.bitPattern))
    #expect(images.erased.contains { $0 != nil } == (preset != "none"))
  }
}
