public import BenchCore
public import Foundation
import Synchronization

/// The images of a list of files, decoded and resized to one size, each worked out once and then kept.
///
/// They are kept in a file of the cache folder, which `preload` makes, if there is a folder, and in memory if all of
/// them fit. A record of the file counts only while its source has the size, times and inode it had, and if its checksum
/// holds; otherwise the source is decoded. May be used from several threads at once.
public final class ImageStore: Sendable {
  /// The files, in the order of the indices.
  public let paths: [String]
  /// The width of all images in pixels.
  public let width: Int
  /// The height of all images in pixels.
  public let height: Int
  /// The filter of the resize.
  private let filter: ResizeFilter

  private let layout: ImageCacheLayout
  private let cachePath: String?
  private let cache: Mutex<ImageCacheFile?>
  /// The images in memory, nil for those not asked for yet; none at all when they would not all fit.
  private let kept: Mutex<[RGBImage?]>

  /// Creates a store and opens the cache file of these paths, this size and this filter, if there is one. Reads no image yet.
  ///
  /// - Parameters:
  ///   - paths: The image files.
  ///   - width: The width to resize to, in pixels.
  ///   - height: The height to resize to, in pixels.
  ///   - filter: The filter of the resize.
  ///   - cacheDirectory: The folder of the cache file, made when needed; nil for no file.
  ///   - memoryLimit: The most bytes of images to keep in memory: all of them or none.
  /// - Throws: `ImageStoreFailure` when the size is not positive.
  public init(
    paths: [String],
    width: Int,
    height: Int,
    filter: ResizeFilter = .bilinear,
    cacheDirectory: URL?,
    memoryLimit: Int = 256 << 20
  ) throws {
    guard 1...65_535 ~= width, 1...65_535 ~= height else { throw ImageStoreFailure(width: width, height: height) }
    let paths = ImageFile.absolutePaths(paths)
    let layout = ImageCacheLayout(width: width, height: height, count: paths.count, filter: filter)
    let cachePath = cacheDirectory.map {
      let kind = filter == .bilinear ? "" : "-\(filter.rawValue)"
      let name = "\(width)x\(height)\(kind)-\(String(Checksum(of: paths).value, radix: 16)).images"
      return $0.appendingPathComponent(name).path
    }
    self.paths = paths
    self.width = width
    self.height = height
    self.filter = filter
    self.layout = layout
    self.cachePath = cachePath
    cache = Mutex(cachePath.flatMap { ImageCacheFile(path: $0, layout: layout) })
    let fits = paths.count * layout.recordSize <= memoryLimit
    kept = Mutex(fits ? Array(repeating: nil, count: paths.count) : [])
  }

  /// The number of images.
  public var count: Int { paths.count }

  /// The image of an index.
  ///
  /// - Throws: `ImageFailure` when it has to be decoded and cannot be.
  public func image(at index: Int) throws -> RGBImage {
    if let image = kept.withLock({ $0.isEmpty ? nil : $0[index] }) { return image }
    let image = try load(index).image
    keep(image, at: index)
    return image
  }

  /// What `preload` did.
  public struct PreloadReport: Sendable, Hashable {
    /// The number of images decoded from their sources.
    public fileprivate(set) var decoded = 0
    /// The number of images found in the cache file.
    public fileprivate(set) var reused = 0
    /// Why there is no cache file although there should be one.
    public fileprivate(set) var warning: ImageCacheFailure?

    fileprivate var done: Int { decoded + reused }
  }

  /// Works all images out and keeps them.
  ///
  /// With a cache folder, makes the cache file or brings it up to date. Does nothing where nothing is kept. A folder
  /// that cannot be written and a full disk are not errors but the report's warning.
  ///
  /// - Parameters:
  ///   - workers: The number of threads that decode; 0 for the calling one.
  ///   - progress: Called on the calling thread after each image, with the number of images done.
  /// - Throws: `ImageFailure` of the first image by index that cannot be decoded; the cache file stays as it was.
  public func preload(workers: Int, progress: (_ done: Int) -> Void = { _ in }) throws -> PreloadReport {
    let isCurrent = isCacheFileCurrent
    let keepsInMemory = kept.withLock { !$0.isEmpty }
    if isCurrent, !keepsInMemory { return PreloadReport(decoded: 0, reused: count) }

    var report = PreloadReport()
    let writer = isCurrent ? nil : cachePath.map { ImageCacheWriter(path: $0, layout: layout) }
    let prefetcher = OrderedPrefetcher(count: count, workers: workers) { [self] in try load($0) }
    while keepsInMemory || writer?.isWriting == true, let loaded = try prefetcher.next() {
      keep(loaded.image, at: report.done)
      writer?.append(loaded.image, from: loaded.source)
      if loaded.isReused { report.reused += 1 } else { report.decoded += 1 }
      progress(report.done)
    }
    if let cachePath, let writer {
      writer.finish()
      report.warning = writer.failure
      cache.withLock { $0 = ImageCacheFile(path: cachePath, layout: layout) }
    }
    return report
  }

  private struct Loaded: Sendable {
    let image: RGBImage
    let source: ImageSource
    let isReused: Bool
  }

  /// Takes an image from the cache file, or else decodes it.
  private func load(_ index: Int) throws -> Loaded {
    let path = paths[index]
    if let cache = cache.withLock({ $0 }), let version = FileVersion(path: path) {
      let source = ImageSource(path: path, version: version)
      if cache.isCurrent(index, source: source), let image = cache.image(at: index) {
        return Loaded(image: image, source: source, isReused: true)
      }
    }
    let file = try SourceFile(path: path)
    let photo = try ImageFile.decode(bytes: file.bytes(), name: path)
    try ImageFile.checkIsPhoto(width: photo.width, height: photo.height, name: path)
    let image = PillowResize.resized(photo, width: width, height: height, filter: filter)
    return Loaded(image: image, source: ImageSource(path: path, version: file.version), isReused: false)
  }

  private func keep(_ image: RGBImage, at index: Int) {
    kept.withLock { if !$0.isEmpty { $0[index] = image } }
  }

  /// Whether the cache file has a current record of every image.
  private var isCacheFileCurrent: Bool {
    guard let cache = cache.withLock({ $0 }) else { return false }
    return paths.indices.allSatisfy { index in
      guard let version = FileVersion(path: paths[index]) else { return false }
      return cache.isCurrent(index, source: ImageSource(path: paths[index], version: version))
    }
  }
}

extension ImageStore {
  /// The images as a network wants them: of its input's size, made with its family's filter.
  ///
  /// - Throws: `ImageStoreFailure` when the size is not positive.
  public convenience init(paths: [String], for model: ModelSpec, cacheDirectory: URL?) throws {
    try self.init(
      paths: paths, width: model.imageWidth, height: model.imageHeight, filter: model.family.images.filter,
      cacheDirectory: cacheDirectory)
  }
}
