package import BenchCore
package import Foundation
package import Reports

/// Galleries as picture files, for a report's page to show.
package struct GalleryFiles {
  /// The report's folder.
  let folder: URL
  /// The number of queries shown for each run; of pairs called noisy there are twice as many.
  let queryCount: Int
  /// The folder of datasets, as it is named where a dataset is not the run's.
  let dataRoot: URL
  /// Reads a dataset by its name; what it throws stands in the gallery's place.
  let dataset: (String) throws -> DatasetContents

  package init(
    folder: URL, queryCount: Int, dataRoot: URL, dataset: @escaping (String) throws -> DatasetContents
  ) {
    self.folder = folder
    self.queryCount = queryCount
    self.dataRoot = dataRoot
    self.dataset = dataset
  }

  /// Draws galleries of some runs: of each dataset, noise and method the first seed, highest noise first.
  ///
  /// - Throws: `FileFailure` where the pictures cannot be written. Whatever else fails is told in a gallery's text.
  package func write(of runs: [GalleryRun], limit: Int) throws -> [ReportGallery] {
    var datasets: [String: Result<DatasetContents, any Error>] = [:]
    var galleries: [ReportGallery] = []
    for run in Self.chosen(runs).prefix(limit) {
      let id = run.record.spec.dataset.id
      let contents = datasets[id] ?? Result { try dataset(id) }
      datasets[id] = contents
      do {
        galleries += try write(run, contents.get())
      } catch let failure as FileFailure {
        throw failure
      } catch {
        galleries.append(ReportGallery(title: run.title, text: "No pictures: \(error)", dataset: id))
      }
    }
    return galleries
  }

  static func chosen(_ runs: [GalleryRun]) -> [GalleryRun] {
    let sorted = runs.filter { $0.record.outcome == .finished }.sorted { left, right in
      let (first, second) = (left.record.spec, right.record.spec)
      return (-first.noise.rate, first.dataset.id, first.method.id, left.record.label, first.seed)
        < (-second.noise.rate, second.dataset.id, second.method.id, right.record.label, second.seed)
    }
    var seen: Set<[String]> = []
    return sorted.filter { run in
      let spec = run.record.spec
      return seen.insert([spec.dataset.id, "\(spec.noise.rate)", spec.method.id, run.record.label]).inserted
    }
  }

  private func write(_ run: GalleryRun, _ contents: DatasetContents) throws -> [ReportGallery] {
    let dataset = run.record.spec.dataset
    guard contents.annotationChecksum == dataset.annotationChecksum else {
      throw GalleryFailure.otherData(dataset.id, folder: dataRoot.path)
    }
    let pictures = GalleryPictures(folder: folder.appending(path: "galleries"), contents: contents, dataRoot: dataRoot)
    try OutputFolder.create(pictures.folder)
    let whole = GalleryRun(name: run.name, record: try run.read())
    return [
      try pictures.rankings(of: whole, queryCount: queryCount),
      try pictures.pairsCalledNoisy(by: whole, count: 2 * queryCount),
    ].compactMap { $0 }
  }
}
