/// The part of a dataset a record belongs to.
public enum Split: String, Codable, Sendable, CaseIterable {
  case train, val, test
}

/// Training pairs in the order that noise indices refer to: for every record, for every caption in order.
///
/// All columns but `imagePaths` have one entry per pair. Source: IRRA `CUHKPEDES._process_anno`.
public struct PairTable: Sendable, Equatable {
  /// The identity of each pair, `0..<identityCount` without a gap.
  public var identities: [Int]
  /// The image of each pair, an index into `imagePaths`.
  public var imageIndices: [Int]
  /// The caption of each pair.
  public var captions: [String]
  /// The absolute path of each training image.
  public var imagePaths: [String]
  /// The number of different identities.
  public var identityCount: Int

  /// The number of pairs.
  public var count: Int { captions.count }

  /// Creates a table from columns of equal length.
  public init(
    identities: [Int], imageIndices: [Int], captions: [String], imagePaths: [String], identityCount: Int
  ) {
    self.identities = identities
    self.imageIndices = imageIndices
    self.captions = captions
    self.imagePaths = imagePaths
    self.identityCount = identityCount
  }

  /// The table without some images and their pairs; the others keep their order and their identities' numbers.
  ///
  /// - Parameter dropped: Indices into `imagePaths`.
  public func withoutImages(_ dropped: Set<Int>) -> PairTable {
    let keptImages = imagePaths.indices.filter { !dropped.contains($0) }
    let newIndices = Dictionary(uniqueKeysWithValues: keptImages.enumerated().map { ($1, $0) })
    let keptPairs = imageIndices.indices.filter { newIndices[imageIndices[$0]] != nil }
    return PairTable(
      identities: keptPairs.map { identities[$0] },
      imageIndices: keptPairs.compactMap { newIndices[imageIndices[$0]] },
      captions: keptPairs.map { captions[$0] },
      imagePaths: keptImages.map { imagePaths[$0] },
      identityCount: identityCount
    )
  }
}

/// A gallery of images and the captions that query it.
public struct RetrievalSet: Sendable, Equatable {
  /// The absolute path of each gallery image.
  public var galleryPaths: [String]
  /// The identity of each gallery image.
  public var galleryIdentities: [Int]
  /// The text of each query.
  public var queryCaptions: [String]
  /// The identity of each query.
  public var queryIdentities: [Int]

  /// Creates a set from two pairs of columns of equal length.
  public init(
    galleryPaths: [String], galleryIdentities: [Int], queryCaptions: [String], queryIdentities: [Int]
  ) {
    self.galleryPaths = galleryPaths
    self.galleryIdentities = galleryIdentities
    self.queryCaptions = queryCaptions
    self.queryIdentities = queryIdentities
  }
}

/// A dataset as read from disk: every reader produces this one type.
public struct DatasetContents: Sendable, Equatable {
  /// The registry id, such as `CUHK-PEDES`.
  public var id: String
  /// The training pairs.
  public var train: PairTable
  /// The validation set; `nil` where the dataset has none (ICFG-PEDES).
  public var val: RetrievalSet?
  /// The test set.
  public var test: RetrievalSet
  /// SHA-256 of the annotation file, hexadecimal.
  public var annotationChecksum: String
  /// The absolute path of the folder that the annotations' image names start from.
  public var imageRoot: String
  /// The words of captions, by the caption, where the annotation file lists them (`processed_tokens`): they go where noise
  /// takes their caption.
  public var captionWords: [String: [String]] = [:]

  /// Creates the contents.
  public init(
    id: String, train: PairTable, val: RetrievalSet?, test: RetrievalSet, annotationChecksum: String, imageRoot: String
  ) {
    self.id = id
    self.train = train
    self.val = val
    self.test = test
    self.annotationChecksum = annotationChecksum
    self.imageRoot = imageRoot
  }

  /// An image's name in the annotation file: its path below `imageRoot`.
  public func imageName(_ path: String) -> String {
    guard path.hasPrefix(imageRoot + "/") else { return path }
    return String(decoding: path.utf8.dropFirst(imageRoot.utf8.count + 1), as: UTF8.self)
  }

  /// The retrieval set of `split`; `nil` for `train` and for a missing `val`.
  public func retrievalSet(_ split: Split) -> RetrievalSet? {
    switch split {
    case .train: nil
    case .val: val
    case .test: test
    }
  }
}
