import BenchCore
import Datasets
import Foundation

extension String {
  /// The path without a folder it lies in, so that results say nothing about their maker's machine.
  func path(below folder: URL) -> String {
    let prefix = folder.path.hasSuffix("/") ? folder.path : folder.path + "/"
    return hasPrefix(prefix) ? String(dropFirst(prefix.count)) : URL(filePath: self).lastPathComponent
  }
}

extension TestSplitRecord {
  /// A test split, its files as paths below the data root.
  init(_ split: RetrievalSet, below dataRoot: URL) {
    self.init(
      queryIdentities: split.queryIdentities, galleryIdentities: split.galleryIdentities,
      galleryFiles: split.galleryPaths.map { $0.path(below: dataRoot) })
  }
}
