package import BenchCore
package import Foundation
package import Images

/// A folder's images as embeddings; images that cannot be read are left out and named.
package struct EncodedGallery: Sendable {
  /// Paths below the folder, in the order of their bytes.
  package let names: [String]
  /// Each head's embeddings, a row for each name.
  package let heads: Heads<EmbeddingMatrix>
  /// Why other images of the folder are not among them.
  package let skipped: [ImageFailure]
  /// How many different images were encoded now, and not known from before.
  package let encodedCount: Int
  /// How many images are turned by what EXIF says; they are encoded as they are stored.
  package let rotatedCount: Int
  /// Why embeddings, or digests of files, are not kept although they should be.
  package let warnings: [String]

  /// Images that the network sees at a time: few, so that a CPU can tell how far it is.
  private static let batchSize = 32
  /// Bytes of images that are decoded before the network sees them.
  private static let memoryLimit = 16 << 20

  /// Embeds what is not known yet; images of equal content once.
  ///
  /// - Parameters:
  ///   - cacheDirectory: The folder in which embeddings and digests of files are kept; `nil` for none.
  ///   - code: What tells versions of this tool apart: another one encodes anew.
  ///   - reading: Called with the number of files read and of those to be read, for their digests.
  ///   - progress: Called with the number of images encoded and of all to be encoded.
  /// - Throws: `SearchFailure.noReadableImages`, failures of libtorch; what was encoded before is kept.
  package init(
    _ folder: ImageFolder, by encoder: CheckpointEncoder, cacheDirectory: URL?, code: String?,
    reading: (_ done: Int, _ total: Int) -> Void = { _, _ in },
    progress: @escaping (_ done: Int, _ total: Int) -> Void = { _, _ in }
  ) throws {
    var skipped: [String: ImageFailure] = [:]
    let present = folder.names.filter { name in
      skipped[name] = Self.failure(at: folder.path(name))
      return skipped[name] == nil
    }
    // A disk may fail, or a file go, between the look at it and its reading.
    let digests = try ImageDigests(
      of: present.map(folder.path), cacheDirectory: cacheDirectory, below: folder.folder.path, progress: reading,
      failed: { index, failure in skipped[present[index]] = failure })
    var warnings = digests.warning.map { [$0.description] } ?? []
    let digestByName = Dictionary(
      uniqueKeysWithValues: present.enumerated().filter { skipped[$1] == nil }.map { ($1, digests.sha256(at: $0)) })
    var cache = EmbeddingCache(of: folder.folder, identity: try encoder.identity(code: code), in: cacheDirectory)
    func save() {
      do throws(FileFailure) {
        try cache.save(Array(digestByName.values))
      } catch {
        let warning = "embeddings are not kept: \(error)"
        if !warnings.contains(warning) { warnings.append(warning) }
      }
    }

    var seen: Set<String> = []
    let unknown = present.filter { name in
      guard let digest = digestByName[name] else { return false }
      return !cache.contains(digest) && seen.insert(digest).inserted
    }
    let size = encoder.imageSize
    let chunk = max(Self.batchSize, Self.memoryLimit / (3 * size.width * size.height) / Self.batchSize * Self.batchSize)
    var (done, encodedCount) = (0, 0)
    do {
      for start in stride(from: 0, to: unknown.count, by: chunk) {
        let part = Array(unknown[start..<min(unknown.count, start + chunk)])
        let (images, failures) = try Self.decoded(part.map(folder.path), for: encoder)
        let readable = part.indices.filter { failures[$0] == nil }.map { part[$0] }
        for (index, failure) in failures { skipped[part[index]] = failure }
        done += failures.count
        guard !readable.isEmpty else { continue }
        let heads = try encoder.encode(images: images, batchSize: Self.batchSize) { count in
          done += count
          progress(done, unknown.count)
        }
        cache.add(heads, of: readable.compactMap { digestByName[$0] })
        encodedCount += readable.count
        if cache.isWorthSaving { save() }
      }
    } catch {
      save()
      throw error
    }
    save()

    names = present.filter { digestByName[$0].map(cache.contains) == true }
    guard !names.isEmpty else {
      throw SearchFailure.noReadableImages(folder.folder.path, count: folder.names.count)
    }
    // Of several images of one content that cannot be decoded, one was tried.
    for name in present where digestByName[name].map(cache.contains) != true && skipped[name] == nil {
      let twin = present.first { digestByName[$0] == digestByName[name] && skipped[$0] != nil }
      skipped[name] = twin.flatMap { skipped[$0] }.map { ImageFailure(path: folder.path(name), reason: $0.reason) }
    }
    heads = Self.matrices(of: names.compactMap { digestByName[$0] }, in: cache)
    self.skipped = folder.names.compactMap { skipped[$0] }
    self.encodedCount = encodedCount
    rotatedCount = digests.rotatedCount
    self.warnings = warnings
  }

  /// Decodes images on several threads into a store that keeps them; failures by index, which the store leaves out.
  private static func decoded(
    _ paths: [String], for encoder: CheckpointEncoder
  ) throws -> (ImageStore, failures: [Int: ImageFailure]) {
    let all = try encoder.images(paths)
    let prefetcher = OrderedPrefetcher(count: paths.count, workers: encoder.settings.workers) { index in
      Result { _ = try all.image(at: index) }
    }
    var failures: [Int: ImageFailure] = [:]
    var index = 0
    while let result = try prefetcher.next() {
      do {
        try result.get()
      } catch let failure as ImageFailure {
        failures[index] = failure
      }
      index += 1
    }
    guard !failures.isEmpty else { return (all, [:]) }
    let readable = paths.indices.filter { failures[$0] == nil }
    // Read a second time, the others may fail as well.
    let (images, later) = try decoded(readable.map { paths[$0] }, for: encoder)
    for (index, failure) in later { failures[readable[index]] = failure }
    return (images, failures)
  }

  private static func matrices(of digests: [String], in cache: EmbeddingCache) -> Heads<EmbeddingMatrix> {
    var start = 0
    return Heads(
      cache.heads.map { head in
        let columns = start..<(start + head.width)
        start += head.width
        let values = digests.flatMap { cache[$0][columns] }
        return (head.name, EmbeddingMatrix(rows: digests.count, columns: head.width, values: values))
      })
  }

  /// Why a file cannot even be opened; `nil` where nothing is in the way.
  private static func failure(at path: String) -> ImageFailure? {
    var status = stat()
    guard stat(path, &status) == 0 else { return ImageFailure(path: path, reason: .missing) }
    guard status.st_mode & S_IFMT == S_IFREG else { return ImageFailure(path: path, reason: .notAFile) }
    guard status.st_size > 0 else { return ImageFailure(path: path, reason: .empty) }
    guard access(path, R_OK) == 0 else {
      return ImageFailure(path: path, reason: .system(String(cString: strerror(errno))))
    }
    return nil
  }
}
