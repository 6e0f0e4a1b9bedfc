import Foundation
import HDF5
import Images
import Testing

/// Arrays that other programs computed.
enum Arrays {
  /// What Pillow and torchvision make of other images; see `Fixtures/make_pillow_fixtures.py`.
  static let pillow = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/pillow.h5")
}

extension Group {
  /// An array `[height, width, 3]` as an image.
  func image(_ path: String) throws -> RGBImage {
    let array = try bytes(path)
    try #require(array.shape.count == 3 && array.shape[2] == 3, "\(path) is not [height, width, 3]")
    return RGBImage(width: array.shape[1], height: array.shape[0], pixels: array.values)
  }
}

/// How far two images are apart.
struct Difference {
  /// The largest distance of two samples.
  let largest: Int
  /// The share of samples that are at most one level apart.
  let shareWithinOne: Double

  init(_ left: RGBImage, _ right: RGBImage) throws {
    try #require((left.width, left.height) == (right.width, right.height))
    let distances = zip(left.pixels, right.pixels).map { abs(Int($0) - Int($1)) }
    largest = distances.max() ?? 0
    shareWithinOne = Double(distances.count { $0 <= 1 }) / Double(distances.count)
  }
}
