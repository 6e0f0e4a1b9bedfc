import BenchCore
import Datasets
import Foundation
import Galleries
import Noise
import Reports
import ResultStore

/// Galleries as files, for the page to show.
struct GalleryFiles {
  /// The report's folder.
  let folder: URL
  let dataRoot: URL
  /// Queries shown for each run.
  let queryCount: Int

  private var painter: GalleryPainter { GalleryPainter() }

  /// Draws galleries of some runs: of each dataset, noise and method the first seed, highest noise first.
  func write(of runs: [StoredRun], limit: Int) throws -> [ReportGallery] {
    var datasets: [String: Result<DatasetContents, any Error>] = [:]
    var galleries: [ReportGallery] = []
    for run in Self.chosen(runs).prefix(limit) {
      let spec = run.record.spec
      let contents = datasets[spec.dataset.id] ?? Result { try data(of: spec.dataset) }
      datasets[spec.dataset.id] = contents
      do {
        galleries += try write(run, contents.get())
      } catch let failure as OutputFailure {
        throw failure
      } catch {
        galleries.append(
          ReportGallery(
            title: Self.title(of: run.record), text: "No pictures: \(error)", dataset: spec.dataset.id))
      }
    }
    return galleries
  }

  private static func chosen(_ runs: [StoredRun]) -> [StoredRun] {
    let sorted = runs.filter { $0.record.outcome == .finished }.sorted { left, right in
      let (first, second) = (left.record.spec, right.record.spec)
      return (-first.noise.rate, first.dataset.id, first.method.id, first.seed)
        < (-second.noise.rate, second.dataset.id, second.method.id, second.seed)
    }
    var seen: Set<[String]> = []
    return sorted.filter { run in
      let spec = run.record.spec
      return seen.insert([spec.dataset.id, "\(spec.noise.rate)", spec.method.id]).inserted
    }
  }

  private static func title(of record: RunRecord) -> String {
    let noise = (record.spec.noise.rate * 100).formatted()
    return "\(record.label) on \(record.spec.dataset.id), \(noise)% noise, seed \(record.spec.seed)"
  }

  /// The dataset the run was made with; a missing or different one is an error.
  private func data(of dataset: DatasetSpec) throws -> DatasetContents {
    let contents = try DatasetRegistry.info(named: dataset.id).read(dataRoot: dataRoot)
    guard contents.annotationChecksum == dataset.annotationChecksum else {
      throw GalleryDataFailure.otherData(dataset.id, folder: dataRoot.path)
    }
    return contents
  }

  private func write(_ run: StoredRun, _ contents: DatasetContents) throws -> [ReportGallery] {
    let record = try ResultStore.read(run.file, including: .all)
    let name = run.file.deletingPathExtension().lastPathComponent
    let pictures = folder.appending(path: "galleries")
    try OutputFolder.create(pictures)
    return [
      try rankings(of: record, contents, name: name, in: pictures),
      try noisyPairs(of: record, contents, name: name, in: pictures),
    ].compactMap { $0 }
  }

  // MARK: - Rankings

  private func rankings(
    of record: RunRecord, _ contents: DatasetContents, name stem: String, in pictures: URL
  ) throws -> ReportGallery? {
    guard let name = CheckpointName.allCases.first(where: { record[$0]?.embeddings != nil }),
      let checkpoint = record[name], let measured = record.test
    else {
      return ReportGallery(
        title: Self.title(of: record), text: "No rankings: \(GalleryFailure.noEmbeddings)",
        dataset: record.spec.dataset.id)
    }
    let test = contents.test
    guard test.queryCaptions.count == measured.queryIdentities.count,
      test.galleryPaths.count == measured.galleryIdentities.count
    else { throw GalleryDataFailure.otherData(record.spec.dataset.id, folder: dataRoot.path) }
    let gallery = try RetrievalGallery(of: checkpoint, on: measured, count: queryCount)
    let items = try gallery.queries.map { query in
      let file = "\(stem)-query-\(query.index).png"
      let size = try draw(
        query.entries.map { .init(path: test.galleryPaths[$0.galleryIndex], isRight: $0.isMatch) },
        to: pictures.appending(path: file))
      let right = query.matchRanks.map(String.init).joined(separator: ", ")
      let found = right.isEmpty ? "none of the first \(query.entries.count) is right" : "right at rank \(right)"
      let first =
        query.firstMatchRank == 0 ? "no match in the gallery" : "first right image at rank \(query.firstMatchRank)"
      let top = query.entries.first.map { String(format: ", highest similarity %.3f", $0.similarity) } ?? ""
      return ReportGallery.Item(
        file: "galleries/\(file)", caption: test.queryCaptions[query.index],
        note: "Query \(query.index): \(found); \(first)\(top).",
        alternativeText: "The first \(query.entries.count) images for the caption, best first: \(found).",
        width: size.width, height: size.height)
    }
    let r1 = checkpoint.textToImage.metrics[.r1].map { String(format: "%.2f", $0) } ?? "-"
    return ReportGallery(
      title: "\(Self.title(of: record)): the first ten images",
      text: "\(name.title) of epoch \(checkpoint.epoch), R@1 \(r1)%. From the query whose first right image ranks "
        + "best to the one where it ranks worst, at equal steps.",
      items: items, dataset: record.spec.dataset.id)
  }

  // MARK: - Pairs called noisy

  private func noisyPairs(
    of record: RunRecord, _ contents: DatasetContents, name: String, in pictures: URL
  ) throws -> ReportGallery? {
    guard let selection = record.sampleSelections?.last, let truth = record.noise,
      let distrusted = DistrustedPairs(selection, isClean: truth.isClean, count: 2 * queryCount)
    else { return nil }
    let train = contents.train
    let noisy = try NoiseRegistry.injector(id: record.spec.noise.injector)
      .inject(rate: record.spec.noise.rate, seed: record.spec.noise.seed, into: train)
    guard noisy.sourceIndices == truth.sourceIndices, train.count == truth.isClean.count else {
      throw GalleryDataFailure.otherData(record.spec.dataset.id, folder: dataRoot.path)
    }
    let items = try distrusted.pairs.map { pair in
      let file = "\(name)-pair-\(pair.index).png"
      let size = try draw(
        [.init(path: train.imagePaths[train.imageIndices[pair.index]], isRight: !pair.isClean)],
        to: pictures.appending(path: file))
      let posteriors = pair.cleanProbabilities.map { "\($0.name) \(String(format: "%.3f", $0.value))" }
      let origin = pair.isClean ? "is the image’s own" : "belongs to another image"
      let note =
        "Called noisy; in truth the caption \(origin). Probability of being clean: "
        + posteriors.joined(separator: ", ") + "."
      return ReportGallery.Item(
        file: "galleries/\(file)", caption: noisy.captions[pair.index], note: note,
        alternativeText: "Training image of pair \(pair.index). \(note)", width: size.width, height: size.height)
    }
    let share = String(format: "%.1f", 100 * Double(distrusted.rightCount) / Double(distrusted.count))
    return ReportGallery(
      title: "\(Self.title(of: record)): pairs called noisy",
      text: "Before epoch \(distrusted.epoch) the division called \(distrusted.count) of \(train.count) pairs noisy; "
        + "\(distrusted.rightCount) of them (\(share)%) are. Shown: some of both, with the captions they were trained with.",
      isGrid: true, items: items, dataset: record.spec.dataset.id)
  }

  private func draw(_ row: [GalleryPainter.Picture], to file: URL) throws -> (width: Int, height: Int) {
    try OutputFolder.write(Data(painter.png(of: row)), to: file)
    return painter.size(of: row.count)
  }
}

/// A dataset that is not the one a result was made with.
enum GalleryDataFailure: BenchFailure {
  case otherData(String, folder: String)

  var problem: String {
    switch self {
    case .otherData(let dataset, _): "\(dataset) is not the data that the run was made with"
    }
  }
  var location: String? {
    switch self {
    case .otherData(_, let folder): folder
    }
  }
  var remedy: String? { "name the right folder with --data-root" }
}
