import BenchCore
import Datasets
import Synchronization

/// Remembers what datasets' images hold, so that the studies of a suite look at them once.
final class PlannedImages: Sendable {
  private struct Key: Hashable {
    var dataset: DatasetSpec
    var imageRoot: String
  }

  private let known = Mutex<[Key: String]>([:])

  /// The digest of a dataset's images.
  ///
  /// - Parameter dataset: The dataset without it.
  func checksum(
    of dataset: DatasetSpec, below imageRoot: String, else make: () throws -> ImageChecksum
  ) rethrows -> String {
    let key = Key(dataset: dataset, imageRoot: imageRoot)
    if let checksum = known.withLock({ $0[key] }) { return checksum }
    let checksum = try make().value
    known.withLock { $0[key] = checksum }
    return checksum
  }
}
