import BenchCore
import Foundation
import TestSupport
import Testing

@testable import Images

@Suite struct EXIFOrientationTests {
  /// Images that Pillow wrote, with what Pillow reads of them as `name value` lines.
  private static let script = """
    import io, sys
    from PIL import Image
    folder = sys.argv[1]
    image = Image.effect_noise((24, 40), 60).convert('RGB')
    for value in range(10):
        for endian in '<>':
            for kind, options in (('jpg', {}), ('jpg', {'progressive': True}), ('png', {})):
                exif = Image.Exif()
                exif.endian = endian
                exif[0x010f] = 'a maker of cameras'
                exif[0x0112] = value
                exif[0x9286] = 'x' * 6000
                name = f"{value}-{'le' if endian == '<' else 'be'}-{'p' if options else ''}.{kind}"
                image.save(f'{folder}/{name}', exif=exif.tobytes(), **options)
    image.save(f'{folder}/plain.jpg')
    image.save(f'{folder}/plain.png')
    image.save(f'{folder}/profile.jpg', icc_profile=b'p' * 20000)
    bare = Image.Exif()
    bare[0x010f] = 'a maker'
    image.save(f'{folder}/bare.jpg', exif=bare.tobytes())
    import os
    for name in sorted(os.listdir(folder)):
        value = Image.open(f'{folder}/{name}').getexif().get(0x0112, 1)
        print(name, value if value in range(2, 9) else 1)
    """

  @Test func orientationsArePillows() throws {
    try withTemporaryFolder { folder in
      let lines = try Python.run(Self.script, folder.path).split(separator: "\n").map { $0.split(separator: " ") }
      #expect(lines.count == 64)
      var rotated = 0
      for line in lines {
        let file = folder.appending(path: String(line[0]))
        let expected = try #require(Int(line[1]))
        let bytes = try Array(Data(contentsOf: file))
        #expect(try ImageFile.header(path: file.path).orientation == expected, "\(line[0])")
        #expect(try ImageFile.header(bytes: bytes, name: "").orientation == expected, "\(line[0])")
        // Whether Pillow turns is decided by its callers; the papers' do not.
        #expect(try ImageFile.decode(path: file.path).width == 24)
        if expected != 1 { rotated += 1 }
      }
      #expect(rotated == 7 * 6)
      let paths = lines.map { folder.appending(path: String($0[0])).path }
      #expect(try ImageDigests(of: paths, cacheDirectory: folder.appending(path: "cache")).rotatedCount == rotated)
      #expect(try ImageDigests(of: paths, cacheDirectory: folder.appending(path: "cache")).rotatedCount == rotated)
    }
  }

  private static let tiff: [UInt8] =
    Array("Exif".utf8) + [0, 0] + Array("II".utf8) + [42, 0, 8, 0, 0, 0, 1, 0, 0x12, 1, 3, 0, 1, 0, 0, 0, 6, 0, 0, 0]
  private static let jpeg: [UInt8] = [0xff, 0xd8, 0xff, 0xe1, 0, UInt8(tiff.count + 2)] + tiff + [0xff, 0xda, 0, 2]
  private static let png: [UInt8] =
    [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, UInt8(tiff.count)] + Array("eXIf".utf8) + tiff

  /// Segments of other kinds, fill bytes and foreign APP1 segments may come before it.
  @Test func itIsFoundBehindOtherThings() {
    #expect(EXIFOrientation.find(in: Self.jpeg, .jpeg) == 6)
    #expect(EXIFOrientation.find(in: Self.png, .png) == 6, "some writers keep the prefix of a JPEG's segment")
    let foreign: [UInt8] = [0xff, 0xe1, 0, 10] + Array("http://x".utf8)
    let comment: [UInt8] = [0xff, 0xff, 0xff, 0xfe, 0x30, 0] + [UInt8](repeating: 0xda, count: 0x2ffe)
    #expect(EXIFOrientation.find(in: [0xff, 0xd8] + foreign + comment + Self.jpeg.dropFirst(2), .jpeg) == 6)
    #expect(
      EXIFOrientation.find(in: [0xff, 0xd8, 0xff, 0xda] + Self.jpeg.dropFirst(2), .jpeg) == 1, "only pixels follow")
  }

  @Test func bytesThatEndBeforeItSaySo() {
    let known = Self.tiff.count + 4
    for length in 3..<Self.jpeg.count {
      // The last two bytes of the field are not needed.
      let expected = length >= known ? 6 : nil
      #expect(EXIFOrientation.find(in: Array(Self.jpeg.prefix(length)), .jpeg) == expected, "\(length)")
    }
  }

  /// Any bytes give an answer, and none reads beyond them.
  @Test func survivesAnyBytes() {
    var generator = SeededGenerator(seed: 1, stream: "EXIF")
    var mutator = FileMutator(
      of: [Self.jpeg, Self.png],
      words: [Array("Exif".utf8) + [0, 0], Array("II*".utf8) + [0], Array("MM".utf8) + [0, 42]],
      generator: SeededGenerator(seed: 2, stream: "EXIF"))
    var found: Set<Int> = []
    for round in 0..<20_000 {
      let random = (0..<generator.index(below: 80)).map { _ in UInt8(generator.index(below: 256)) }
      let bytes = [mutator.next(), random, Array(Self.jpeg.prefix(12)) + random, Array(Self.png.prefix(22)) + random]
      for format in ImageFormat.allCases {
        guard let value = EXIFOrientation.find(in: bytes[round % 4], format) else { continue }
        found.insert(value)
      }
    }
    #expect(found.isSubset(of: Set(1...8)) && found.isSuperset(of: [1, 6]))
  }
}
