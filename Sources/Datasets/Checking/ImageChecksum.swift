package import BenchCore
package import Foundation
package import Images

/// What the image files of a dataset hold, in one number that depends neither on where they lie nor on their order.
package struct ImageChecksum: Sendable, Equatable {
  /// SHA-256 of the list that `sha256sum` makes of the images' names below the image folder, in the order of their bytes.
  package let value: String
  /// The number of images that are not upright by what EXIF says.
  package let rotatedCount: Int
  /// The number of files that were read, and not known from the cache.
  package let readCount: Int
  /// Why the cache is without them although it should not be.
  package let warning: ImageCacheFailure?

  /// Reads every image of all splits, each once.
  ///
  /// - Parameters:
  ///   - cacheDirectory: The folder where digests are kept; nil for none.
  ///   - trustsCache: Takes what is kept there of these files without a look at them.
  ///   - progress: Called with the number of files read and of those to be read; never where all is known.
  /// - Throws: `ImageFailure` of a file that cannot be read.
  package init(
    of contents: DatasetContents, cacheDirectory: URL?, trustsCache: Bool = false,
    progress: (_ done: Int, _ total: Int) -> Void = { _, _ in }
  ) throws {
    let images = Self.images(of: contents)
    let digests = try ImageDigests(
      of: images.map(\.path), cacheDirectory: cacheDirectory, trustsCache: trustsCache, progress: progress)
    var digest = ContentDigest()
    for (index, image) in images.enumerated() {
      let line = Data("\(digests.sha256(at: index))  ".utf8) + image.name + "\n".utf8
      digest.update(line)
    }
    value = digest.hexadecimal
    rotatedCount = digests.rotatedCount
    readCount = digests.readCount
    warning = digests.warning
  }

  /// The images by name. Names are bytes: text that reads the same can be the names of two files.
  private static func images(of contents: DatasetContents) -> [(name: [UInt8], path: String)] {
    let root = Array("\(contents.imageRoot)/".utf8)
    let paths = contents.train.imagePaths + (contents.val?.galleryPaths ?? []) + contents.test.galleryPaths
    let images = paths.map { path in
      let bytes = Array(path.utf8)
      return (name: bytes.starts(with: root) ? Array(bytes[root.count...]) : bytes, path: path)
    }.sorted { precedes($0.name, $1.name) }
    return images.enumerated().filter { $0.offset == 0 || images[$0.offset - 1].name != $0.element.name }.map(\.element)
  }

  private static func precedes(_ left: [UInt8], _ right: [UInt8]) -> Bool {
    let order = memcmp(left, right, min(left.count, right.count))
    return order == 0 ? left.count < right.count : order < 0
  }
}
