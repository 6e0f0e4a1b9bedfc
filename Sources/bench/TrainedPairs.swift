import BenchCore
import Datasets
import Foundation
import Studies

/// The training pairs of a run, from the dataset at hand.
struct TrainedPairs {
  private let record: RunRecord
  private let dataRoot: URL

  init(of record: RunRecord, below dataRoot: URL) {
    (self.record, self.dataRoot) = (record, dataRoot)
  }

  /// The dataset and the captions that were trained with.
  ///
  /// - Throws: `TrainedPairsFailure` where the data is not there or another one, and what reading it throws.
  func read() throws -> (contents: DatasetContents, noisy: NoisyPairs) {
    let (spec, place) = (record.spec, dataRoot.path)
    let info = try DatasetRegistry.info(named: spec.dataset.id)
    guard info.isOnDisk(dataRoot: dataRoot) else { throw TrainedPairsFailure.notThere(spec.dataset.id, place: place) }
    let dataset = try info.read(dataRoot: dataRoot)
    func other(_ what: String) -> TrainedPairsFailure { .other(spec.dataset.id, what: what, place: place) }
    guard dataset.annotationChecksum == spec.dataset.annotationChecksum else { throw other("annotations") }
    let contents = try dataset.skippingTrainingImages(spec.dataset.skippedImages ?? [])
    if let checksum = spec.dataset.imageChecksum {
      let cache = URL(filePath: CacheFolder.path("images")).absoluteURL
      let display = CountDisplay(label: "reading \(spec.dataset.id)", unit: "images")
      let images = try ImageChecksum(of: contents, cacheDirectory: cache) { display.show(done: $0, of: $1) }
      display.finish()
      guard images.value == checksum else { throw other("images") }
    }
    guard let truth = record.noise, let noisy = try StudyNoise.pairs(of: spec, truth: truth, in: contents) else {
      throw other("captions")
    }
    return (contents, noisy)
  }
}

/// Data that the training pairs of a run cannot be read from.
enum TrainedPairsFailure: BenchFailure {
  case notThere(String, place: String)
  case other(String, what: String, place: String)

  var problem: String {
    switch self {
    case .notThere(let dataset, _): "\(dataset) is not there"
    case .other(let dataset, let what, _): "\(dataset) is not the data that the run was made with: other \(what)"
    }
  }

  var location: String? {
    switch self {
    case .notThere(_, let place), .other(_, _, let place): place
    }
  }

  var remedy: String? { "name its folder with --data-root" }
}
