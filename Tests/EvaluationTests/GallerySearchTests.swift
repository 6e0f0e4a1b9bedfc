import BenchCore
import DataTestSupport
import Datasets
import Evaluation
import Foundation
import Images
import Studies
import TestSupport
import Testing

/// A folder searched with the embedded weights: the ranks that a split's own embeddings give, whatever is kept of them.
@Suite struct GallerySearchTests {
  /// A copy of the tiny test gallery, in two folders, and what is needed to search it.
  private struct Place {
    let folder: URL
    let cache: URL
    let contents: DatasetContents
    let weights: URL
    let encoder: CheckpointEncoder

    init(in root: URL) throws {
      contents = try DatasetRegistry.info(named: DatasetInfo.synthPEDES.id).read(dataRoot: TinyData.root)
      folder = root.appending(path: "gallery")
      cache = root.appending(path: "cache")
      weights = try EmbeddedWeights.file(in: root)
      encoder = try CheckpointEncoder(file: weights)
      for (index, path) in contents.test.galleryPaths.enumerated() {
        let place = folder.appending(path: index % 3 == 0 ? "a/b" : "c")
        try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
        try FileManager.default.copyItem(
          at: URL(filePath: path), to: place.appending(path: Self.name(index, suffix: index % 2 == 0 ? "png" : "PNG")))
      }
    }

    static func name(_ index: Int, suffix: String) -> String { "\(1000 + index).\(suffix)" }

    /// The gallery index that a name stands for.
    static func index(_ name: String) throws -> Int {
      try #require(name.firstMatch(of: /(\d+)\.(png|PNG)$/).flatMap { Int($0.output.1) }) - 1000
    }

    func gallery(keeping: Bool = true, by other: CheckpointEncoder? = nil) throws -> EncodedGallery {
      try EncodedGallery(
        try ImageFolder(folder), by: other ?? encoder, cacheDirectory: keeping ? cache : nil, code: "test")
    }

    func search(_ queries: [String], in gallery: EncodedGallery, length: Int = 1000) throws -> GallerySearch {
      try GallerySearch(queries, in: gallery, by: encoder, length: length, threads: 1)
    }
  }

  /// The mean of the heads' cosines of a query and each image, in double precision.
  private func similarities(_ heads: Heads<HeadEmbeddings>, query: Int) -> [Double] {
    let images = heads.first?.value.image.rows ?? 0
    return (0..<images).map { image in
      let cosines = heads.map { head -> Double in
        let (text, images) = (head.value.text, head.value.image)
        let first = text.values[(query * text.columns)..<((query + 1) * text.columns)].map(Double.init)
        let second = images.values[(image * images.columns)..<((image + 1) * images.columns)].map(Double.init)
        func length(_ values: [Double]) -> Double { values.reduce(0) { $0 + $1 * $1 }.squareRoot() }
        return zip(first, second).reduce(0) { $0 + $1.0 * $1.1 } / length(first) / length(second)
      }
      return cosines.reduce(0, +) / Double(cosines.count)
    }
  }

  @Test func ranksAreThoseOfTheSplit() throws {
    try withTemporaryFolder { root in
      let place = try Place(in: root)
      let test = place.contents.test
      let expected = try CheckpointEvaluation(file: place.weights, contents: place.contents).encode(.test)
      let gallery = try place.gallery(keeping: false)
      #expect(gallery.names.count == test.galleryPaths.count && gallery.skipped.isEmpty && gallery.warnings.isEmpty)
      #expect(gallery.names == gallery.names.sorted() && gallery.names.first?.hasPrefix("a/b/") == true)
      let found = try place.search(Array(test.queryCaptions.prefix(3)), in: gallery)
      #expect(found.found.count == 3)
      for (query, list) in found.found.enumerated() {
        let similarities = similarities(expected.heads, query: query)
        #expect(Set(list.map(\.name)).count == test.galleryPaths.count)
        for (entry, next) in zip(list, list.dropFirst()) {
          #expect(entry.similarity > next.similarity || entry.similarity == next.similarity && entry.name < next.name)
        }
        for entry in list {
          #expect(abs(Double(entry.similarity) - similarities[try Place.index(entry.name)]) < 1e-5)
        }
        let best = similarities.indices.max { similarities[$0] < similarities[$1] }
        #expect(try list.first.map { try Place.index($0.name) } == best)
      }
      let short = try place.search(found.queries, in: gallery, length: 4)
      #expect(short.found == found.found.map { Array($0.prefix(4)) })
    }
  }

  @Test func whatIsKeptIsUsedAndWhatChangedIsEncodedAgain() throws {
    try withTemporaryFolder { root in
      let place = try Place(in: root)
      let query = [place.contents.test.queryCaptions[0]]
      let first = try place.gallery()
      let found = try place.search(query, in: first)
      #expect(first.encodedCount == first.names.count)
      let second = try place.gallery()
      #expect(second.encodedCount == 0 && second.names == first.names && second.heads == first.heads)
      #expect(try place.search(query, in: second) == found)
      // The worst image becomes the best one's twin: the same similarity, after it by name or before it.
      let names = found.found[0].map(\.name)
      let (best, worst) = (try #require(names.first), try #require(names.last))
      let bytes = try Data(contentsOf: place.folder.appending(path: best))
      try bytes.write(to: place.folder.appending(path: worst))
      let changed = try place.gallery()
      #expect(changed.encodedCount == 0, "its content is known, under another name")
      #expect(try place.search(query, in: changed, length: 2).found[0].map(\.name) == [best, worst].sorted())
      // One of new content is the only one that is encoded.
      let path = place.folder.appending(path: worst).path
      var image = try ImageFile.decode(path: path)
      for x in 0..<image.width { image[x, 0] = SIMD3(255, 0, 0) }
      try PNGFile.write(image, to: URL(filePath: path))
      let edited = try place.gallery()
      #expect(edited.encodedCount == 1 && edited.names == first.names && edited.heads != changed.heads)
      // A damaged cache is no cache, and one of other weights or sizes is another's.
      let file = try #require(
        try FileManager.default.contentsOfDirectory(at: place.cache, includingPropertiesForKeys: nil)
          .first { $0.pathExtension == "embeddings" })
      var kept = try Data(contentsOf: file)
      kept[kept.count - 1] ^= 1
      try kept.write(to: file)
      #expect(try place.gallery().encodedCount == first.names.count)
      #expect(try place.gallery().encodedCount == 0)
      var settings = CheckpointEncoder.Settings()
      settings.imageSize = ImageSize(height: 48, width: 32)
      let other = try CheckpointEncoder(file: place.weights, settings: settings)
      #expect(try place.gallery(by: other).encodedCount == first.names.count)
      #expect(try place.gallery().encodedCount == 0, "both are kept")
    }
  }

  @Test func whatCannotBeReadIsNamedAndLeftOut() throws {
    try withTemporaryFolder { root in
      let place = try Place(in: root)
      let whole = try place.gallery(keeping: false)
      func add(_ name: String, _ data: Data) throws { try data.write(to: place.folder.appending(path: name)) }
      let png = try Data(contentsOf: place.folder.appending(path: whole.names[0]))
      try add("0-empty.jpg", Data())
      try add("0-text.jpeg", Data("no image".utf8))
      try add("0-cut.png", png.prefix(png.count / 2))
      try add("0-cut-again.png", png.prefix(png.count / 2))
      try add(".hidden.png", png)
      try add("notes.txt", Data("no image by its name".utf8))
      try FileManager.default.createSymbolicLink(
        at: place.folder.appending(path: "c/loop"), withDestinationURL: place.folder)
      try FileManager.default.createSymbolicLink(
        at: place.folder.appending(path: "0-gone.png"), withDestinationURL: root.appending(path: "nothing"))
      for keeping in [false, true, true] {
        let gallery = try place.gallery(keeping: keeping)
        #expect(gallery.names == whole.names && gallery.heads == whole.heads)
        let skipped = gallery.skipped.map { "\(URL(filePath: $0.path).lastPathComponent) \($0.reason)" }
        #expect(
          skipped == [
            "0-cut-again.png truncated(Images.ImageFormat.png)", "0-cut.png truncated(Images.ImageFormat.png)",
            "0-empty.jpg empty", "0-gone.png missing", "0-text.jpeg unknownFormat",
          ], "\(skipped)")
      }
      // Nothing at all.
      let bad = root.appending(path: "bad")
      try FileManager.default.createDirectory(at: bad, withIntermediateDirectories: true)
      #expect(throws: SearchFailure.noImages(bad.path)) { try ImageFolder(bad) }
      try Data("no image".utf8).write(to: bad.appending(path: "a.jpg"))
      #expect(throws: SearchFailure.noReadableImages(bad.path, count: 1)) {
        try EncodedGallery(ImageFolder(bad), by: place.encoder, cacheDirectory: nil, code: nil)
      }
      #expect(throws: SearchFailure.notAFolder(bad.appending(path: "a.jpg").path)) {
        try ImageFolder(bad.appending(path: "a.jpg"))
      }
      #expect(throws: SearchFailure.missingFolder(root.appending(path: "no").path)) {
        try ImageFolder(root.appending(path: "no"))
      }
    }
  }

  /// The administrator may list every folder, so the system's refusal is played.
  @Test func aFolderThatCannotBeListedIsNamedAndLeftOut() throws {
    try withTemporaryFolder { root in
      let place = try Place(in: root)
      let closed = place.folder.appending(path: "a").path
      func list(_ path: String) throws -> [String] {
        guard path != closed else { throw POSIXError(.EACCES) }
        return try FileManager.default.contentsOfDirectory(atPath: path)
      }
      let folder = try ImageFolder(place.folder, list: list)
      #expect(folder.unreadable == [.unreadableFolder(closed, reason: "Permission denied")])
      #expect(!folder.names.isEmpty && folder.names.allSatisfy { $0.hasPrefix("c/") })
      #expect(throws: SearchFailure.unreadableFolder(closed, reason: "Permission denied")) {
        try ImageFolder(URL(filePath: closed), list: list)
      }
    }
  }

  @Test(arguments: ["", "  ", "?!"]) func queriesWithoutWordsAreRefused(query: String) {
    #expect(throws: SearchFailure.emptyQuery(2)) { try GallerySearch.check(["a woman", query]) }
  }

  /// A cache folder that cannot be written costs the next search its time, and this one nothing.
  @Test func withoutAPlaceForItNothingIsKept() throws {
    try withTemporaryFolder { root in
      let place = try Place(in: root)
      try Data().write(to: place.cache)
      let gallery = try place.gallery()
      #expect(gallery.encodedCount == gallery.names.count && gallery.warnings.count == 2, "\(gallery.warnings)")
    }
  }
}
