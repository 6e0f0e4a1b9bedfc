import BenchCore
import Foundation
import HDF5
import Images
import Testing

/// Damaged files: whatever the bytes, an image or an `ImageFailure`, soon, and without keeping memory.
struct FuzzTests {
  @Test(.timeLimit(.minutes(10)))
  func survivesTwelveThousandMutations() throws {
    let names = [
      "rgb8-interlaced.png", "palette8-transparent.png", "gray16.png", "rgba16.png", "rgb8-1x1.png",
      "420-17x31.jpg", "progressive.jpg", "cmyk.jpg", "restart.jpg", "gray-progressive.jpg",
    ]
    let fixtures = try File.open(Arrays.pillow)
    let files = try names.map { try fixtures.bytes("decode/\($0)/file").values }
    var decoded = 0
    var memoryAfterWarmUp = 0
    for round in 0..<12_000 {
      var generator = SeededGenerator(seed: 1, stream: "fuzz", UInt64(round))
      let bytes = Self.mutated(files[round % files.count], using: &generator)
      do {
        let image = try ImageFile.decode(bytes: bytes, name: "mutation \(round)", pixelLimit: 100_000)
        #expect(image.width * image.height <= 100_000)
        decoded += 1
      } catch is ImageFailure {
        // The usual outcome.
      }
      _ = try? ImageFile.header(bytes: bytes, name: "mutation \(round)")
      if round == 6000 { memoryAfterWarmUp = try Self.residentMemory() }
    }
    #expect(1..<12_000 ~= decoded)
    // A decoder that is not freed holds 40 kB or more, which makes over 200 MB; other tests running now need a few.
    #expect(try Self.residentMemory() - memoryAfterWarmUp < 64 << 20)
  }

  /// Flips, cuts, doubles or inserts a few bytes. Half of the time PNG checksums are made right again, or hardly
  /// anything else would be tested.
  private static func mutated(_ file: [UInt8], using generator: inout SeededGenerator) -> [UInt8] {
    var bytes = file
    for _ in 0..<generator.index(below: 4) + 1 {
      let place = generator.index(below: bytes.count)
      switch generator.index(below: 6) {
      case 0: bytes[place] ^= 1 << UInt8(generator.index(below: 8))
      case 1: bytes[place] = UInt8(generator.index(below: 256))
      case 2: bytes[place] = generator.chance(0.5) ? 0xff : 0
      case 3: bytes.insert(UInt8(generator.index(below: 256)), at: place)
      case 4: bytes.removeSubrange(place..<min(bytes.count, place + 1 + generator.index(below: 8)))
      default: bytes.append(contentsOf: bytes[place...].prefix(64))
      }
      if bytes.isEmpty { bytes = [0] }
    }
    if generator.chance(0.5) { repairPNGChecksums(of: &bytes) }
    return bytes
  }

  private static func repairPNGChecksums(of bytes: inout [UInt8]) {
    var start = 8
    while start + 12 <= bytes.count {
      let length = bytes[start..<start + 4].reduce(0) { $0 << 8 | Int($1) }
      let end = start + 8 + length
      guard length < 1 << 20, end + 4 <= bytes.count else { return }
      var checksum: UInt32 = .max
      for byte in bytes[start + 4..<end] {
        checksum ^= UInt32(byte)
        for _ in 0..<8 { checksum = checksum >> 1 ^ (checksum & 1 == 1 ? 0xedb8_8320 : 0) }
      }
      for place in 0..<4 { bytes[end + place] = UInt8(truncatingIfNeeded: ~checksum >> UInt32(24 - 8 * place)) }
      start = end + 4
    }
  }

  /// The bytes of memory that this process occupies.
  private static func residentMemory() throws -> Int {
    let fields = try String(contentsOfFile: "/proc/self/statm", encoding: .utf8).split(separator: " ")
    return try #require(Int(fields[1])) * Int(getpagesize())
  }
}
