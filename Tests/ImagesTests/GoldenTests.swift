import Foundation
import HDF5
import Images
import TestSupport
import Testing

/// The images of the goldens against the official transforms.
struct GoldenTests {
  static let names = [
    "a.png", "alpha.png", "b.png", "c.png", "d.jpg", "e.jpg", "gray.png", "grayj.jpg", "pal.png", "prog.jpg",
  ]

  @Test func theListOfImagesIsComplete() throws {
    #expect(try File.open(Arrays.goldens).childNames().sorted() == Self.names)
  }

  @Test(arguments: names)
  func decodesResizesAndNormalises(name: String) throws {
    let golden = try File.open(Arrays.goldens).group(name)
    let isPNG = name.hasSuffix("png")

    let decoded = try ImageFile.decode(path: Repository.goldens.appending(path: "images/\(name)").path)
    let decoding = try Difference(decoded, try golden.image("decoded"))
    #expect(isPNG ? decoding.largest == 0 : decoding.shareWithinOne >= 0.999)

    let resized = PillowResize.bilinear(decoded, width: 128, height: 384)
    let resizing = try Difference(resized, try golden.image("resized"))
    #expect(resizing.largest <= (isPNG ? 0 : 1))

    let exact = PillowResize.bilinear(try golden.image("decoded"), width: 128, height: 384)
    #expect(exact == (try golden.image("resized")))
  }

  @Test(arguments: names)
  func normalisesWithinOneMillionth(name: String) throws {
    let golden = try File.open(Arrays.goldens).group(name)
    let expected = try golden.floats("normalised")
    #expect(expected.shape == [3, 384, 128])
    var planes = [Float](repeating: .nan, count: expected.values.count)
    let image = try golden.image("resized")
    planes.withUnsafeMutableBufferPointer { Normalization.clip.apply(to: image, into: $0) }
    #expect(zip(planes, expected.values).allSatisfy { abs($0 - $1) <= 1e-6 })
  }
}
