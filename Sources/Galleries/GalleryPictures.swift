import BenchCore
import Foundation
import Images
import Noise
import Reports

/// The pictures of one run, drawn from its dataset's images.
struct GalleryPictures {
  /// The folder for pictures, beside the report's page.
  let folder: URL
  let contents: DatasetContents
  /// Where the contents come from.
  let dataRoot: URL

  private var painter: GalleryPainter { GalleryPainter() }

  /// The first images for some queries; a gallery without pictures where the result keeps no embeddings.
  ///
  /// - Throws: `GalleryFailure` for another dataset's images, `ImageFailure`, `FileFailure`.
  func rankings(of run: GalleryRun, queryCount: Int) throws -> ReportGallery {
    let (record, dataset) = (run.record, run.record.spec.dataset.id)
    guard let name = CheckpointName.allCases.first(where: { record[$0]?.embeddings != nil }),
      let checkpoint = record[name], let measured = record.test
    else {
      return ReportGallery(title: run.title, text: "No rankings: \(GalleryFailure.noEmbeddings)", dataset: dataset)
    }
    let test = contents.test
    guard test.queryCaptions.count == measured.queryIdentities.count,
      test.galleryPaths.count == measured.galleryIdentities.count
    else { throw GalleryFailure.otherData(dataset, folder: dataRoot.path) }
    let gallery = try RetrievalGallery(of: checkpoint, on: measured, count: queryCount)
    let items = try gallery.queries.map { query in
      let found = query.matchSentence
      return try item(
        "\(run.name)-query-\(query.index).png",
        of: query.entries.map { .init(path: test.galleryPaths[$0.galleryIndex], isRight: $0.isMatch) },
        caption: test.queryCaptions[query.index], note: query.note,
        alternativeText: "The first \(query.entries.count) images for the caption, best first: \(found).")
    }
    let r1 = checkpoint.textToImage.metrics[.r1].map { String(format: "%.2f", $0) } ?? "-"
    return ReportGallery(
      title: "\(run.title): the first ten images",
      text: "\(name.title) of epoch \(checkpoint.epoch), R@1 \(r1)%. From the query whose first right image ranks "
        + "best to the one where it ranks worst, at equal steps.",
      items: items, dataset: dataset)
  }

  /// Pairs that the last sample selection called noisy; `nil` without one, or where it called none so.
  ///
  /// - Throws: `GalleryFailure` for another dataset's images, `NoiseFailure`, `ImageFailure`, `FileFailure`.
  func pairsCalledNoisy(by run: GalleryRun, count: Int) throws -> ReportGallery? {
    let record = run.record
    let (train, noise) = (contents.train, record.spec.noise)
    guard let selection = record.sampleSelections?.last, let truth = record.noise,
      let distrusted = DistrustedPairs(selection, isClean: truth.isClean, count: count)
    else { return nil }
    let noisy = try NoiseRegistry.injector(id: noise.injector)
      .inject(rate: noise.rate, seed: noise.seed, into: train)
    guard noisy.sourceIndices == truth.sourceIndices, train.count == truth.isClean.count else {
      throw GalleryFailure.otherData(record.spec.dataset.id, folder: dataRoot.path)
    }
    let items = try distrusted.pairs.map { pair in
      try item(
        "\(run.name)-pair-\(pair.index).png",
        of: [.init(path: train.imagePaths[train.imageIndices[pair.index]], isRight: !pair.isClean)],
        caption: noisy.captions[pair.index], note: pair.note,
        alternativeText: "Training image of pair \(pair.index). \(pair.note)")
    }
    let share = String(format: "%.1f", 100 * Double(distrusted.rightCount) / Double(distrusted.count))
    return ReportGallery(
      title: "\(run.title): pairs called noisy",
      text: "Before epoch \(distrusted.epoch) the sample selection called \(distrusted.count) of \(train.count) pairs "
        + "noisy; \(distrusted.rightCount) of them (\(share)%) are. Shown: some of both, with the captions they were "
        + "trained with.",
      isGrid: true, items: items, dataset: record.spec.dataset.id)
  }

  /// Draws a row of pictures into a file and describes it.
  private func item(
    _ file: String, of row: [GalleryPainter.Picture], caption: String, note: String, alternativeText: String
  ) throws -> ReportGallery.Item {
    try AtomicFile.write(Data(painter.png(of: row)), to: folder.appending(path: file))
    let size = painter.size(of: row.count)
    return ReportGallery.Item(
      file: "\(folder.lastPathComponent)/\(file)", caption: caption, note: note, alternativeText: alternativeText,
      width: size.width, height: size.height)
  }
}

extension RetrievalGallery.Query {
  /// Such as `right at rank 1, 3`.
  fileprivate var matchSentence: String {
    let right = matchRanks.map(String.init).joined(separator: ", ")
    return right.isEmpty ? "none of the first \(entries.count) is right" : "right at rank \(right)"
  }

  fileprivate var note: String {
    let first = firstMatchRank == 0 ? "no match in the gallery" : "first right image at rank \(firstMatchRank)"
    let top = entries.first.map { String(format: ", highest similarity %.3f", $0.similarity) } ?? ""
    return "Query \(index): \(matchSentence); \(first)\(top)."
  }
}

extension DistrustedPairs.Pair {
  fileprivate var note: String {
    let posteriors = cleanProbabilities.map { "\($0.name) \(String(format: "%.3f", $0.value))" }
    let truth = isClean ? "is the image’s own" : "belongs to another image"
    return "Called noisy; in truth the caption \(truth). Probability of being clean: "
      + posteriors.joined(separator: ", ") + "."
  }
}
