import Foundation
import Images
import TestSupport
import Testing

struct PNGFileTests {
  private static let image = RGBImage(
    width: 5,
    height: 3,
    pixels: (0..<45).map { UInt8(truncatingIfNeeded: $0 &* 37) }
  )

  @Test func writesWhatItReads() throws {
    try withTemporaryFolder { folder in
      let url = folder.appending(path: "a.png")
      for image in [Self.image, RGBImage(width: 1, height: 1, filledWith: SIMD3(9, 8, 7))] {
        try PNGFile.write(image, to: url)
        #expect(try PNGFile.read(from: url) == image)
      }
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["a.png"])
    }
  }

  @Test func equalImagesGiveEqualBytes() throws {
    #expect(try PNGFile.encode(Self.image) == PNGFile.encode(Self.image))
  }

  @Test func otherProgramsReadIt() throws {
    try withTemporaryFolder { folder in
      let url = folder.appending(path: "a.png")
      try PNGFile.write(Self.image, to: url)
      let samples = try Python.run(
        """
        import sys
        from PIL import Image
        image = Image.open(sys.argv[1])
        print(image.mode, image.width, image.height, *image.tobytes())
        """,
        url.path
      )
      let expected = "RGB 5 3 " + Self.image.pixels.map(String.init).joined(separator: " ")
      #expect(samples.trimmingCharacters(in: .whitespacesAndNewlines) == expected)
    }
  }

  @Test func saysWhereItCannotWrite() throws {
    try withTemporaryFolder { folder in
      let url = folder.appending(path: "no/such/folder/a.png")
      let error = #expect(throws: ImageFailure.self) { try PNGFile.write(Self.image, to: url) }
      #expect(error?.path == url.path)
    }
  }

  @Test func readsPNGOnly() throws {
    let photograph = Repository.goldens.appending(path: "images/d.jpg")
    let error = #expect(throws: ImageFailure.self) { try PNGFile.read(from: photograph) }
    #expect(error?.reason == .unknownFormat)
  }
}
