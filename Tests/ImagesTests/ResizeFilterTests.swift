import Foundation
import Images
import TestSupport
import Testing

/// The bicubic filter against Pillow 13's `resize(size, Image.BICUBIC)`.
struct ResizeFilterTests {
  struct Case: CustomStringConvertible {
    let from: (width: Int, height: Int)
    let to: (width: Int, height: Int)
    let samples: [UInt8]
    var description: String { "\(from) to \(to)" }
  }

  /// Smaller and larger, with sums below 0 and above 255.
  static let cases = [
    Case(
      from: (13, 9), to: (5, 4),
      samples: [
        97, 123, 141, 121, 144, 149, 120, 119, 137, 109, 121, 137, 117, 156, 119, 126, 134, 125, 137, 134,
        132, 132, 129, 126, 127, 129, 128, 139, 140, 139, 107, 156, 118, 124, 132, 109, 139, 134, 125, 122,
        138, 102, 135, 102, 134, 128, 99, 155, 133, 113, 140, 119, 114, 129, 122, 124, 136, 124, 92, 162,
      ]),
    Case(
      from: (4, 3), to: (6, 7),
      samples: [
        0, 0, 95, 0, 28, 110, 0, 89, 142, 53, 108, 186, 86, 151, 241, 99, 182, 255, 8, 12,
        114, 9, 52, 134, 20, 110, 157, 74, 135, 158, 111, 147, 202, 128, 149, 237, 43, 71, 167, 53,
        110, 201, 77, 170, 202, 132, 209, 84, 180, 136, 102, 204, 64, 149, 88, 141, 193, 109, 161, 239,
        142, 202, 227, 170, 255, 27, 222, 124, 24, 255, 0, 78, 133, 201, 114, 170, 155, 157, 189, 120,
        173, 114, 180, 61, 144, 117, 72, 189, 48, 115, 169, 245, 19, 220, 134, 56, 221, 20, 106, 41,
        84, 115, 46, 114, 149, 101, 121, 176, 186, 255, 0, 243, 127, 16, 236, 0, 80, 13, 47, 136,
        8, 112, 177, 68, 148, 199,
      ]),
  ]

  /// Whole areas of 0 and 255 beside others.
  private func image(_ width: Int, _ height: Int) -> RGBImage {
    var pixels: [UInt8] = []
    for y in 0..<height {
      for x in 0..<width {
        for channel in 0..<3 {
          let value = (x * 37 + y * 91 + channel * 53 + x * y * 7) % 256
          pixels.append(value > 200 ? 255 : value < 60 ? 0 : UInt8(value))
        }
      }
    }
    return RGBImage(width: width, height: height, pixels: pixels)
  }

  @Test(arguments: cases)
  func bicubicIsPillows(of example: Case) {
    let source = image(example.from.width, example.from.height)
    let resized = PillowResize.resized(
      source, width: example.to.width, height: example.to.height, filter: .bicubic)
    #expect(resized.pixels == example.samples)
    #expect(resized != PillowResize.bilinear(source, width: example.to.width, height: example.to.height))
  }

  /// One folder holds both, and neither is taken for the other.
  @Test func filtersHaveCacheFilesOfTheirOwn() throws {
    try withTemporaryFolder { folder in
      let file = folder.appending(path: "a.png")
      let source = image(13, 9)
      try PNGFile.write(source, to: file)
      for filter in ResizeFilter.allCases + ResizeFilter.allCases {
        let store = try ImageStore(
          paths: [file.path], width: 5, height: 4, filter: filter, cacheDirectory: folder, memoryLimit: 0)
        _ = try store.preload(workers: 0)
        let expected = PillowResize.resized(source, width: 5, height: 4, filter: filter)
        #expect(try store.image(at: 0) == expected)
      }
      let files = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".images") }
      #expect(files.count == 2)
    }
  }
}
