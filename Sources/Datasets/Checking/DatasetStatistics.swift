package import BenchCore
package import Foundation
import Images

/// The numbers that describe a dataset: its size, and how long its captions and how large its images are.
package struct DatasetStatistics: Sendable, Equatable, Codable {
  /// The statistics of the captions and images of one split.
  package struct SplitStatistics: Sendable, Equatable, Codable {
    /// The split.
    package var split: Split
    /// Its size.
    package var counts: DatasetCounts.Counts
    /// The words of each caption, separated by white space.
    package var captionWords: Distribution
    /// The captions of each image.
    package var captionsPerImage: Distribution
    /// The images of each identity.
    package var imagesPerIdentity: Distribution
  }

  /// The splits that have records, in the order train, val, test.
  package var splits: [SplitStatistics]
  /// The width of each image in pixels; empty where images were not looked at.
  package var imageWidths: Distribution
  /// The height of each image in pixels; empty where images were not looked at.
  package var imageHeights: Distribution
  /// The number of images of each format, by its name.
  package var imageFormats: [String: Int]

  /// Reads the records of a dataset and, unless told otherwise, the headers of its images.
  ///
  /// - Throws: `DatasetFailure`; images that cannot be read are left out.
  package init(
    of info: DatasetInfo,
    dataRoot: URL,
    readingImages: Bool = true,
    progress: @Sendable (_ done: Int, _ total: Int) -> Void = { _, _ in }
  ) throws {
    let file = try info.records(dataRoot: dataRoot)
    let paths = readingImages ? file.uniqueImagePaths() : []
    self.init(file, ImageSurvey(paths: paths, progress: progress))
  }

  init(_ file: AnnotationFile, _ survey: ImageSurvey) {
    splits = Split.allCases.compactMap { split in
      let records = file.records.filter { $0.split == split }
      return records.isEmpty ? nil : SplitStatistics(split, records)
    }
    imageWidths = Distribution(survey.headers.map(\.width))
    imageHeights = Distribution(survey.headers.map(\.height))
    imageFormats = survey.headers.reduce(into: [:]) { counts, header in counts[header.format.name, default: 0] += 1 }
  }

  /// The size of a split; zeros where it has no record.
  package func counts(_ split: Split) -> DatasetCounts.Counts {
    splits.first { $0.split == split }?.counts ?? DatasetCounts.Counts(identities: 0, images: 0, captions: 0)
  }
}

extension DatasetStatistics.SplitStatistics {
  fileprivate init(_ split: Split, _ records: [AnnotationRecord]) {
    let imagesByIdentity = records.reduce(into: [Int: Int]()) { counts, record in
      counts[record.identity, default: 0] += 1
    }
    self.split = split
    counts = DatasetCounts.Counts(
      identities: imagesByIdentity.count,
      images: records.count,
      captions: records.reduce(0) { $0 + $1.captions.count }
    )
    captionWords = Distribution(records.lazy.flatMap(\.captions).map { $0.split(whereSeparator: \.isWhitespace).count })
    captionsPerImage = Distribution(records.lazy.map(\.captions.count))
    imagesPerIdentity = Distribution(imagesByIdentity.values)
  }
}

extension AnnotationFile {
  /// The absolute path of every image, once each, in file order.
  func uniqueImagePaths() -> [String] {
    var seen: Set<String> = []
    return records.lazy.map(absolutePath).filter { seen.insert($0).inserted }
  }
}
