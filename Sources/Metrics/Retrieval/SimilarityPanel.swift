/// The similarities of some blocks of queries to the whole gallery, computed in tiles.
///
/// The shape and the place of every tile are fixed and each product runs on one thread; threads work on different
/// tiles. So neither the memory budget nor the number of threads reaches the bits of a similarity. Some kernels of
/// OpenBLAS (Haswell's, for one) round an inner product differently in different places of a product; therefore copies
/// of a gallery entry take over the similarity of the first.
final class SimilarityPanel: Sendable {
  /// The gallery entries of a tile.
  static let tileEntries = 768

  /// The queries of a tile: many, for speed, unless the products of so many with the gallery take more than a gigabyte.
  static func tileQueries(galleryCount: Int) -> Int {
    min(768, max(256, (1 << 28) / galleryCount / 128 * 128))
  }

  private let openBLAS: OpenBLAS
  private let queries: UnitRows
  private let gallery: UnitRows
  private let copies: [GalleryCopy]
  private let threads: Int
  private let tileQueries: Int
  private let packedQueries: ScratchBuffer<Float>
  /// The whole gallery, where there is memory for it; else each thread packs the tile it works on.
  private let packedGallery: ScratchBuffer<Float>?
  /// Tile after tile of `[tileQueries, tileEntries]`: all tiles of the first queries, then those of the next.
  private let products: ScratchBuffer<Float>

  /// Allocates room for `blockCount` blocks of queries.
  ///
  /// - Throws: `EvaluationFailure.noOpenBLAS`.
  init(
    queries: UnitRows, gallery: UnitRows, copies: [GalleryCopy], blockCount: Int, keepsGallery: Bool, threads: Int
  ) throws(EvaluationFailure) {
    openBLAS = try OpenBLAS()
    self.queries = queries
    self.gallery = gallery
    self.copies = copies
    self.threads = threads
    tileQueries = Self.tileQueries(galleryCount: gallery.count)
    packedQueries = ScratchBuffer(count: blockCount * tileQueries * queries.width)
    products = ScratchBuffer(count: blockCount * tileQueries * Self.wholeTiles(gallery.count))
    packedGallery = keepsGallery ? ScratchBuffer(count: Self.wholeTiles(gallery.count) * gallery.width) : nil
    if let packedGallery {
      let blocks = (0..<gallery.count).blocks(of: Self.tileEntries)
      forEachItem(of: blocks.count, threads: threads) { block in
        gallery.pack(blocks[block], to: packedGallery.start + blocks[block].lowerBound * gallery.width)
      }
    }
  }

  /// The bytes of a panel of `blockCount` blocks.
  static func bytes(blockCount: Int, galleryCount: Int, width: Int, keepsGallery: Bool, threads: Int) -> Int {
    let blockFloats = tileQueries(galleryCount: galleryCount) * (wholeTiles(galleryCount) + width)
    let packedRows = keepsGallery ? wholeTiles(galleryCount) : threads * tileEntries
    return (blockCount * blockFloats + packedRows * width) * MemoryLayout<Float>.stride
  }

  /// Computes the similarities of the queries `range`, which starts at a whole block and fits the panel.
  func compute(_ range: Range<Int>) {
    openBLAS.useOneThread()
    let width = queries.width
    let queryBlocks = range.blocks(of: tileQueries)
    let galleryBlocks = (0..<gallery.count).blocks(of: Self.tileEntries)
    forEachItem(of: queryBlocks.count, threads: threads) { block in
      self.queries.pack(queryBlocks[block], to: self.packedQueries.start + block * self.tileQueries * width)
    }
    forEachItem(of: queryBlocks.count * galleryBlocks.count, threads: threads) {
      ScratchBuffer<Float>(count: self.packedGallery == nil ? Self.tileEntries * width : 0)
    } body: { tile, scratch in
      let (queryBlock, entries) = (tile / galleryBlocks.count, galleryBlocks[tile % galleryBlocks.count])
      if self.packedGallery == nil { self.gallery.pack(entries, to: scratch.start) }
      let packedEntries = self.packedGallery.map { $0.start + entries.lowerBound * width } ?? scratch.start
      self.openBLAS.multiply(
        self.packedQueries.start + queryBlock * self.tileQueries * width, count: queryBlocks[queryBlock].count,
        transposed: packedEntries, count: entries.count, width: width,
        to: self.products.start + tile * self.tileQueries * Self.tileEntries, stride: Self.tileEntries)
    }
    forEachItem(of: copies.isEmpty ? 0 : range.count, threads: threads) { place in
      let (start, row) = (self.rowStart(place), self.row(place))
      for copy in self.copies { start[row.offset(of: copy.entry)] = row[copy.original] }
    }
  }

  /// The similarities of a query, counted from the start of the computed range; valid as long as the panel lives.
  func row(_ place: Int) -> SimilarityRow {
    SimilarityRow(
      start: rowStart(place), pieceLength: Self.tileEntries, pieceStride: tileQueries * Self.tileEntries,
      galleryCount: gallery.count)
  }

  private func rowStart(_ place: Int) -> UnsafeMutablePointer<Float> {
    let block = place / tileQueries * tileQueries * Self.wholeTiles(gallery.count)
    return products.start + block + place % tileQueries * Self.tileEntries
  }

  /// The gallery's size rounded up to whole tiles.
  private static func wholeTiles(_ entries: Int) -> Int { (entries + tileEntries - 1) / tileEntries * tileEntries }
}

extension Range<Int> {
  /// The range cut into runs of `length`; the last may be shorter.
  func blocks(of length: Int) -> [Range<Int>] {
    stride(from: lowerBound, to: upperBound, by: length).map { $0..<Swift.min($0 + length, upperBound) }
  }
}
