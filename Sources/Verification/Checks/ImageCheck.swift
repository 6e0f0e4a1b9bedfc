import Foundation
import Images
import Torch

/// Decoding, resizing and normalising of the files in `images`: `resize.h5`.
enum ImageCheck {
  static func check(_ golden: GoldenFile, in context: GoldenContext, _ report: GoldenReport) throws {
    let folder = context.folder.appending(path: "images")
    let names = try golden.names()
    for name in names { try check(golden.group(name), named: name, file: folder.appending(path: name), report) }
    let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    for name in files.sorted() where !names.contains(name) {
      report.fail("images/\(name)", "resize.h5 has nothing for this image")
    }
  }

  private static func check(_ golden: GoldenFile, named name: String, file: URL, _ report: GoldenReport) throws {
    let (expected, resized) = try (image("decoded", in: golden), image("resized", in: golden))
    func compare(_ quantity: String, _ found: RGBImage, with expected: RGBImage, _ tolerance: Tolerance) {
      guard (found.width, found.height) == (expected.width, expected.height) else {
        return report.fail("\(name)/\(quantity)", "\(found) where \(expected) is expected")
      }
      report.compare(
        "\(name)/\(quantity)", found.pixels.map(Double.init), with: expected.pixels.map(Double.init), tolerance)
    }
    // JPEG decoders may round differently; the way from pixels on is exact.
    let isExact = name.lowercased().hasSuffix(".png")
    let tolerance = isExact ? Tolerance.exact : Tolerance(absolute: 1, share: 0.999)
    do {
      let decoded = try ImageFile.decode(path: file.path)
      compare("decoded", decoded, with: expected, tolerance)
      let small = PillowResize.bilinear(decoded, width: resized.width, height: resized.height)
      compare("resized (from the file)", small, with: resized, tolerance)
    } catch {
      report.fail("\(name)/decoded", "\(error)")
    }
    compare(
      "resized", PillowResize.bilinear(expected, width: resized.width, height: resized.height), with: resized, .exact)
    // The way from resized pixels on is the same for all images; some files hold it for a few.
    guard try golden.contains("normalised") else { return }
    let normalized = try golden.array("normalised", of: Float.self)
    guard normalized.shape == [3, resized.height, resized.width] else {
      return report.fail("\(name)/normalised", "shape \(normalized.shape) does not fit \(resized)")
    }
    let bytes = try Tensor(resized.pixels, shape: [1, resized.height, resized.width, 3]).permuted(0, 3, 1, 2)
    let clip = Normalization.clip
    let normalize = try ImageNormalizer(mean: clip.mean, deviation: clip.standardDeviation, device: .cpu)
    report.compare(
      "\(name)/normalised", try normalize(bytes).values(as: Double.self), with: normalized.values.map(Double.init),
      Tolerance(absolute: 1e-6))
  }

  private static func image(_ name: String, in golden: GoldenFile) throws -> RGBImage {
    let array = try golden.array(name, of: UInt8.self)
    guard array.shape.count == 3, array.shape[2] == 3, array.shape.allSatisfy({ $0 > 0 }) else {
      throw VerificationFailure.malformed("\(name) is not [height, width, 3]")
    }
    return RGBImage(width: array.shape[1], height: array.shape[0], pixels: array.values)
  }
}
