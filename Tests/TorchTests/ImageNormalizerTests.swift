import Testing
import Torch

struct ImageNormalizerTests {
  private static let mean: SIMD3<Float> = [0.48145466, 0.4578275, 0.40821073]
  private static let deviation: SIMD3<Float> = [0.26862954, 0.26130258, 0.27577711]

  /// One number after the other, as the formula says.
  private static func normalized(_ value: UInt8, _ channel: Int) -> Float {
    (Float(value) / 255 - mean[channel]) / deviation[channel]
  }

  @Test func everyValueOfEveryChannelHasTheFormulasBits() throws {
    let values = (0..<3).flatMap { _ in (0...255).map(UInt8.init) }
    let normalize = try ImageNormalizer(mean: Self.mean, deviation: Self.deviation, device: .cpu)
    let found = try normalize(Tensor(values, shape: [1, 3, 16, 16]))
    #expect(try found.shape == [1, 3, 16, 16])
    let expected = (0..<3).flatMap { channel in (0...255).map { Self.normalized(UInt8($0), channel).bitPattern } }
    #expect(try found.values(as: Float.self).map(\.bitPattern) == expected)
  }

  @Test func erasesWhereRowAndColumnSay() throws {
    let (batch, height, width) = (3, 5, 4)
    let bytes = (0..<(batch * 3 * height * width)).map { UInt8(truncatingIfNeeded: $0 &* 37) }
    let rows = (0..<(batch * height)).map { [1, 2, 7, 14].contains($0) }
    let columns = (0..<(batch * width)).map { [0, 1, 6, 11].contains($0) }
    let normalize = try ImageNormalizer(mean: Self.mean, deviation: Self.deviation, device: .cpu)
    let found = try normalize(
      Tensor(bytes, shape: [batch, 3, height, width]),
      erased: (Tensor(rows, shape: [batch, height]), Tensor(columns, shape: [batch, width])))
    let expected = bytes.indices.map { index -> Float in
      let (x, y) = (index % width, index / width % height)
      let (channel, image) = (index / (width * height) % 3, index / (width * height * 3))
      let isErased = rows[image * height + y] && columns[image * width + x]
      return isErased ? Self.mean[channel] : Self.normalized(bytes[index], channel)
    }
    #expect(try found.values(as: Float.self) == expected)
  }
}
