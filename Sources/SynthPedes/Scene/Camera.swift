import BenchCore
import Datasets
import Images

/// A camera: what it does to colours, sharpness and grain.
struct Camera: Sendable {
  /// The cameras of a domain, all with the domain's colour matrix.
  static let count = 6

  /// What each channel is multiplied by.
  var gain: Ink
  /// How far tones spread around middle grey; 1 leaves them.
  var contrast: Float
  /// Added to every channel.
  var lift: Float

  /// The cameras of both domains: plain, warm, cool, fluorescent, faded, dusky.
  private static let all = [
    Camera(gain: Ink(1, 1, 1), contrast: 1, lift: 0),
    Camera(gain: Ink(1.10, 1.0, 0.84), contrast: 1.02, lift: 0.01),
    Camera(gain: Ink(0.88, 0.98, 1.12), contrast: 1, lift: 0),
    Camera(gain: Ink(0.95, 1.06, 0.92), contrast: 0.95, lift: 0.02),
    Camera(gain: Ink(1.0, 0.98, 0.98), contrast: 0.74, lift: 0.08),
    Camera(gain: Ink(0.84, 0.80, 0.88), contrast: 1.12, lift: -0.02),
  ]

  static subscript(index: Int) -> Camera { all[index % count] }

  /// What red, green and blue light of the scene becomes: the columns of the domain's colour matrix.
  ///
  /// The target domain's sensors mix channels and turn everything towards sodium light.
  private static func matrix(of domain: SynthPedesDomain) -> (red: Ink, green: Ink, blue: Ink) {
    switch domain {
    case .source: (Ink(1, 0, 0), Ink(0, 1, 0), Ink(0, 0, 1))
    case .target: (Ink(0.86, 0.10, 0.06), Ink(0.22, 0.82, 0.18), Ink(0.02, 0.04, 0.62))
    }
  }

  /// Takes the picture: colours, focus, grain, then 8 bits a channel.
  func photograph(
    _ canvas: Canvas, exposure: Float, _ configuration: SynthPedesConfiguration,
    using generator: inout SeededGenerator
  ) -> RGBImage {
    let shift = Float(configuration.cameraShift)
    var pixels = canvas.pixels()
    let matrix = Self.matrix(of: configuration.domain)
    for index in pixels.indices {
      let scene = pixels[index]
      let sensed = matrix.red.scaled(scene.red).plus(matrix.green.scaled(scene.green))
        .plus(matrix.blue.scaled(scene.blue))
      pixels[index] = developed(scene.mixed(sensed, shift), shift).scaled(exposure)
    }
    let softness = Float(configuration.blur) * generator.float(0, 1)
    blur(&pixels, width: canvas.width, amount: softness)
    let grain = Float(configuration.noise) * generator.float(0.01, 0.055)
    var bytes: [UInt8] = []
    bytes.reserveCapacity(pixels.count * 3)
    for pixel in pixels {
      let grainy = grain > 0 ? pixel.plus(Self.grain(using: &generator).scaled(grain)) : pixel
      bytes.append(Self.byte(grainy.red))
      bytes.append(Self.byte(grainy.green))
      bytes.append(Self.byte(grainy.blue))
    }
    return RGBImage(width: canvas.width, height: canvas.height, pixels: bytes)
  }

  /// Gain, contrast and lift, by the given share.
  private func developed(_ ink: Ink, _ shift: Float) -> Ink {
    func tone(_ value: Float, _ gain: Float) -> Float {
      let spread = (value * gain - 0.5) * contrast + 0.5 + lift
      return value + (spread - value) * shift
    }
    return Ink(tone(ink.red, gain.red), tone(ink.green, gain.green), tone(ink.blue, gain.blue))
  }

  /// Two passes of a [1 2 1] / 4 kernel in each direction, mixed in by `amount`.
  private func blur(_ pixels: inout [Ink], width: Int, amount: Float) {
    guard amount > 0 else { return }
    let height = pixels.count / width
    for _ in 0..<2 {
      for (step, isRow) in [(1, true), (width, false)] {
        let before = pixels
        for index in pixels.indices {
          let position = isRow ? index % width : index / width
          let last = isRow ? width - 1 : height - 1
          let previous = before[position > 0 ? index - step : index]
          let next = before[position < last ? index + step : index]
          pixels[index] = before[index].mixed(previous.mixed(next, 0.5), 0.5 * amount)
        }
      }
    }
  }

  /// Grain of about unit variance, mostly shared by the channels. Each number is the sum of four random bytes, which is
  /// nearly normal, and exact.
  private static func grain(using generator: inout SeededGenerator) -> Ink {
    func sum(_ word: UInt64) -> Float {
      let total = (word & 0xff) + (word >> 8 & 0xff) + (word >> 16 & 0xff) + (word >> 24 & 0xff)
      return (Float(total) - 510) / 148
    }
    let first = generator.next()
    let second = generator.next()
    let shared = sum(first) * 0.7
    return Ink(shared + 0.5 * sum(first >> 32), shared + 0.5 * sum(second), shared + 0.5 * sum(second >> 32))
  }

  private static func byte(_ value: Float) -> UInt8 {
    UInt8(min(max(value * 255 + 0.5, 0), 255))
  }
}
