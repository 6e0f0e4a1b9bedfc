import BenchCore
package import Foundation

/// SHA-256 and EXIF orientation of image files, each of which is read once and then only when it changed.
///
/// They are kept in a file of the cache folder. One of them counts while its file has the size, times and inode it had.
package struct ImageDigests: Sendable {
  private let digests: [ImageDigest]
  /// The number of files that were read, and not known from the cache.
  package let readCount: Int
  /// Why they are not kept although they should be.
  package private(set) var warning: ImageCacheFailure?

  /// Threads that read where nobody says how many: more than cores, since a disk at the other end of a network answers late.
  package static var suggestedWorkers: Int { max(8, ProcessInfo.processInfo.activeProcessorCount) }
  /// Files between two replacements of the cache file, so that little is lost to whoever interrupts hours of reading.
  private static let filesPerSaving = 10_000

  /// Reads what is not known, a megabyte of a file at a time.
  ///
  /// - Parameters:
  ///   - paths: The files.
  ///   - cacheDirectory: The folder of the cache file, made when needed; nil for no file. One that cannot be written is no
  ///     error but the `warning`.
  ///   - trustsCache: Takes what the cache file says of this list without a look at the files.
  ///   - workers: The number of threads.
  ///   - progress: Called on the calling thread with the number of files read and of those to be read; never where all is
  ///     known.
  /// - Throws: `ImageFailure` of the first file that cannot be read; what was read before is kept.
  package init(
    of paths: [String], cacheDirectory: URL?, trustsCache: Bool = false, workers: Int = Self.suggestedWorkers,
    progress: (_ done: Int, _ total: Int) -> Void = { _, _ in }
  ) throws {
    try self.init(
      of: paths, cacheDirectory: cacheDirectory, trustsCache: trustsCache, workers: workers, now: FileVersion.now,
      progress: progress)
  }

  /// - Parameter now: The time, in nanoseconds since 1970.
  init(
    of paths: [String], cacheDirectory: URL?, trustsCache: Bool, workers: Int, now: @escaping @Sendable () -> Int64,
    progress: (_ done: Int, _ total: Int) -> Void
  ) throws {
    let paths = ImageFile.absolutePaths(paths)
    let file = cacheDirectory.map { ImageDigestFile(of: paths, in: $0) }
    var digests = file?.read() ?? Array(repeating: .unknown, count: paths.count)
    let unread =
      trustsCache
      ? digests.indices.filter { !digests[$0].isKnown } : try Self.changed(paths, since: digests, workers: workers)
    var warning: ImageCacheFailure?
    var unsettled: Set<Int> = []
    func save() {
      guard let file, warning == nil else { return }
      var kept = digests
      for index in unsettled { kept[index] = .unknown }
      do throws(FileFailure) {
        try file.write(kept)
      } catch {
        warning = ImageCacheFailure(path: file.path, message: error.reason, subject: .digests)
      }
    }

    var done = 0
    do {
      try Self.forEach(unread, workers: workers) { index in
        let source = try SourceFile(path: paths[index])
        // Before its bytes are read: a change from now on is to be seen.
        let isSettled = source.version.isSettled(at: now())
        return (digest: try ImageDigest(of: source), isSettled: isSettled)
      } use: { index, read in
        digests[index] = read.digest
        if !read.isSettled { unsettled.insert(index) }
        done += 1
        if done % Self.filesPerSaving == 0 { save() }
        progress(done, unread.count)
      }
    } catch {
      if done > 0 { save() }
      throw error
    }
    if done > 0 { save() }
    self.digests = digests
    self.warning = warning
    readCount = done
  }

  /// The number of images that are not upright by what EXIF says.
  package var rotatedCount: Int { digests.count { $0.orientation != EXIFOrientation.upright } }

  /// SHA-256 of a file in lower-case hexadecimal, as `sha256sum` prints it.
  package func sha256(at index: Int) -> String {
    let digits = StaticString("0123456789abcdef").utf8Start
    return withUnsafeBytes(of: digests[index].sha256) { bytes in
      String(unsafeUninitializedCapacity: 2 * bytes.count) { text in
        for (place, byte) in bytes.enumerated() {
          text[2 * place] = digits[Int(byte >> 4)]
          text[2 * place + 1] = digits[Int(byte & 15)]
        }
        return 2 * bytes.count
      }
    }
  }

  /// The files that are not the versions that were read, or that are not there.
  private static func changed(_ paths: [String], since digests: [ImageDigest], workers: Int) throws -> [Int] {
    let known = digests.indices.filter { digests[$0].isKnown }
    var changed = digests.indices.filter { !digests[$0].isKnown }
    try forEach(known, workers: workers) { index in
      FileVersion(path: paths[index]) == digests[index].version
    } use: { index, isSame in
      if !isSame { changed.append(index) }
    }
    return changed.sorted()
  }

  /// Works on several threads and hands the results over in order.
  private static func forEach<Item: Sendable>(
    _ indices: [Int], workers: Int, work: @escaping @Sendable (Int) throws -> Item, use: (Int, Item) -> Void
  ) throws {
    let size = 32
    let count = (indices.count + size - 1) / size
    let prefetcher = OrderedPrefetcher(count: count, workers: min(workers, count)) { number in
      indices[number * size..<min(indices.count, (number + 1) * size)].map { index in
        (index: index, item: Result { try work(index) })
      }
    }
    while let part = try prefetcher.next() {
      for (index, item) in part { use(index, try item.get()) }
    }
  }
}
