package import BenchCore
package import Foundation

/// An entry of the registry: what is known of a dataset before it is read.
package struct DatasetInfo: Sendable, Equatable {
  /// The name used on the command line and in results, such as `CUHK-PEDES`.
  package var id: String
  /// The name in full.
  package var title: String
  /// The publication to cite.
  package var citation: String
  /// Whether the set only stands in for a published one, so that its results say nothing about persons.
  package var isStandIn = false
  /// Whether training starts from the embedded weights unless others are asked for: on rendered images, but not on
  /// those that these weights were made from.
  package var startsFromEmbeddedWeights = false
  /// Where its files are and what they look like.
  package var layout: Layout
  /// The numbers its authors and the reference code state; `nil` where there are none to compare with.
  package var published: DatasetCounts?
  /// How the images may be had and used.
  package var licenceNote: String

  /// How a dataset lies on disk.
  package enum Layout: Sendable, Equatable {
    /// A JSON list of records, as the three published datasets have.
    case annotations(AnnotationLayout)
    /// One JSON record a line.
    case manifest(ManifestLayout)
  }

  /// Reads the dataset below `dataRoot`, the folder that holds the folders of all datasets.
  ///
  /// - Throws: `DatasetFailure`, and nothing else, naming the file, the record and the field that is wrong.
  package func read(dataRoot: URL) throws -> DatasetContents {
    let file = try records(dataRoot: dataRoot)
    let missing = file.missingImageFolders()
    guard missing.isEmpty else { throw DatasetFailure.missingImageFolders(missing, imageRoot: file.imageRoot) }
    return try file.contents(id: id)
  }

  /// The file that lists the dataset's records, below `dataRoot`.
  package func annotationFile(dataRoot: URL) -> URL {
    switch layout {
    case .annotations(let layout): dataRoot.appending(path: layout.folder).appending(path: layout.annotationFile)
    case .manifest(let layout): dataRoot.appending(path: layout.file)
    }
  }

  /// Whether its annotation file is below `dataRoot`.
  package func isOnDisk(dataRoot: URL) -> Bool { annotationFile(dataRoot: dataRoot).isExistingFile }

  /// The number of training pairs that its annotations list; the images need not be there.
  ///
  /// - Throws: `DatasetFailure`.
  package func trainingPairCount(dataRoot: URL) throws -> Int {
    try records(dataRoot: dataRoot, needsImages: false).records.lazy.filter { $0.split == .train }.map(\.captions.count)
      .reduce(0, +)
  }

  /// Reads the records without checking them as a whole.
  func records(dataRoot: URL, needsImages: Bool = true) throws -> AnnotationFile {
    switch layout {
    case .annotations(let layout): try layout.read(dataRoot: dataRoot, needsImages: needsImages)
    case .manifest(let layout): try layout.read(dataRoot: dataRoot)
    }
  }
}
