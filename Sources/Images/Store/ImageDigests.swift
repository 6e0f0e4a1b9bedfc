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
  ///   - folder: The absolute path of a folder in which files come and go: one cache file is kept for whatever is below
  ///     it, and only what is new or changed is read. `nil` keeps one for exactly these files.
  ///   - trustsCache: Takes what the cache file says of this list without a look at the files.
  ///   - workers: The number of threads.
  ///   - progress: Called on the calling thread with the number of files read and of those to be read; never where all is
  ///     known.
  ///   - failed: Called on the calling thread with each file that cannot be read; what it throws ends the reading.
  ///     Where it throws nothing, the file has no digest. Throws the failure unless given.
  /// - Throws: What `failed` throws; what was read before is kept.
  package init(
    of paths: [String], cacheDirectory: URL?, below folder: String? = nil, trustsCache: Bool = false,
    workers: Int = Self.suggestedWorkers, progress: (_ done: Int, _ total: Int) -> Void = { _, _ in },
    failed: (_ index: Int, _ failure: ImageFailure) throws -> Void = { _, failure in throw failure }
  ) throws {
    try self.init(
      of: paths, cacheDirectory: cacheDirectory, below: folder, trustsCache: trustsCache, workers: workers,
      now: FileVersion.now, progress: progress, failed: failed)
  }

  /// - Parameter now: The time, in nanoseconds since 1970.
  init(
    of paths: [String], cacheDirectory: URL?, below folder: String? = nil, trustsCache: Bool, workers: Int,
    now: @escaping @Sendable () -> Int64, progress: (_ done: Int, _ total: Int) -> Void,
    failed: (_ index: Int, _ failure: ImageFailure) throws -> Void = { _, failure in throw failure }
  ) throws {
    let paths = ImageFile.absolutePaths(paths)
    let file = cacheDirectory.map { ImageDigestFile(of: paths, below: folder, in: $0) }
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
      } use: { index, result in
        do {
          let read = try result.get()
          digests[index] = read.digest
          if !read.isSettled { unsettled.insert(index) }
        } catch let failure as ImageFailure {
          digests[index] = .unknown
          try failed(index, failure)
        }
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
  package var rotatedCount: Int { digests.count { $0.isKnown && $0.orientation != EXIFOrientation.upright } }

  /// SHA-256 of a file in lower-case hexadecimal, as `sha256sum` prints it; zeros of one that could not be read.
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
      if try !isSame.get() { changed.append(index) }
    }
    return changed.sorted()
  }

  /// Works on several threads and hands the results over in order.
  private static func forEach<Item: Sendable>(
    _ indices: [Int], workers: Int, work: @escaping @Sendable (Int) throws -> Item,
    use: (Int, Result<Item, any Error>) throws -> Void
  ) throws {
    let size = 32
    let count = (indices.count + size - 1) / size
    let prefetcher = OrderedPrefetcher(count: count, workers: min(workers, count)) { number in
      indices[number * size..<min(indices.count, (number + 1) * size)].map { index in
        (index: index, item: Result { try work(index) })
      }
    }
    while let part = try prefetcher.next() {
      for (index, item) in part { try use(index, item) }
    }
  }
}
