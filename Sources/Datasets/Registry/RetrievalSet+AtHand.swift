package import BenchCore
package import Foundation

extension RetrievalSet {
  /// The split of a dataset that has these identities; `nil` where the dataset is unknown, not there, or another one.
  package static func atHand(
    _ dataset: String, in dataRoot: URL, queryIdentities: [Int], galleryIdentities: [Int]
  ) -> RetrievalSet? {
    guard let contents = try? DatasetRegistry.info(named: dataset).read(dataRoot: dataRoot) else { return nil }
    return [contents.test, contents.val].compactMap { $0 }.first {
      $0.queryIdentities == queryIdentities && $0.galleryIdentities == galleryIdentities
    }
  }
}

extension RetrievalEmbeddings {
  /// Adds captions and file names where they are unknown and the dataset is at hand with these very identities.
  package mutating func addNames(of dataset: String?, in dataRoot: URL) {
    guard captions == nil || galleryFiles == nil, let dataset,
      let split = RetrievalSet.atHand(
        dataset, in: dataRoot, queryIdentities: queryIdentities, galleryIdentities: galleryIdentities)
    else { return }
    captions = captions ?? split.queryCaptions
    galleryFiles = galleryFiles ?? split.galleryPaths
  }
}
