import Datasets

/// Counts and distributions of a dataset, for programs.
struct StatisticsDocument: Encodable {
  /// Where the values of a sample lie; `nil` for an empty one.
  struct Spread: Encodable {
    var minimum: Int?
    /// The value that 5% do not exceed.
    var low: Int?
    var median: Int?
    /// The value that 95% do not exceed.
    var high: Int?
    var maximum: Int?
    var mean: Double?

    init(_ distribution: Distribution) {
      minimum = distribution.quantile(0)
      low = distribution.quantile(0.05)
      median = distribution.quantile(0.5)
      high = distribution.quantile(0.95)
      maximum = distribution.quantile(1)
      mean = distribution.mean
    }
  }

  /// One split.
  struct Part: Encodable {
    var split: String
    var identities: Int
    var images: Int
    var captions: Int
    var wordsPerCaption: Spread
    var captionsPerImage: Spread
    var imagesPerIdentity: Spread
  }

  var dataset: String
  var splits: [Part]
  var imageWidth: Spread
  var imageHeight: Spread
  var imageFormats: [Format]

  /// So many images of a format.
  struct Format: Encodable {
    var format: String
    var count: Int
  }

  init(_ statistics: DatasetStatistics, of dataset: String) {
    self.dataset = dataset
    splits = statistics.splits.map {
      Part(
        split: $0.split.rawValue, identities: $0.counts.identities, images: $0.counts.images,
        captions: $0.counts.captions, wordsPerCaption: Spread($0.captionWords),
        captionsPerImage: Spread($0.captionsPerImage), imagesPerIdentity: Spread($0.imagesPerIdentity))
    }
    imageWidth = Spread(statistics.imageWidths)
    imageHeight = Spread(statistics.imageHeights)
    imageFormats = statistics.imageFormats.sorted { $0.key < $1.key }.map { Format(format: $0.key, count: $0.value) }
  }
}
