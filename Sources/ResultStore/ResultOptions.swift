import BenchCore

/// Which checkpoint's embeddings a result file keeps.
package enum EmbeddingSelection: String, Sendable, Codable, CaseIterable {
  case both, last, best, none
}

/// The type of stored embeddings.
package enum EmbeddingPrecision: String, Sendable, Codable, CaseIterable {
  /// As computed.
  case float32
  /// Half the room; metrics recomputed from them can differ where similarities nearly tie.
  case float16
}

/// What a result file spends disk space on; no metric depends on it.
package struct StorageOptions: Sendable, Hashable, Codable {
  /// Whose embeddings are stored; they make up nearly all of a file.
  package var embeddings: EmbeddingSelection
  /// The type of embeddings.
  package var precision: EmbeddingPrecision
  /// The DEFLATE level (1 to 9) of datasets from 4 KiB on; `nil` stores them as they are.
  package var compressionLevel: Int?

  /// Chooses; everything is kept, lightly compressed, by default.
  package init(
    embeddings: EmbeddingSelection = .both,
    precision: EmbeddingPrecision = .float32,
    compressionLevel: Int? = 1
  ) {
    self.embeddings = embeddings
    self.precision = precision
    self.compressionLevel = compressionLevel
  }
}

/// The parts of a result that are read.
///
/// Attributes and the metrics of Best and Last are always read.
package struct ResultContents: OptionSet, Sendable {
  /// One bit per part.
  package let rawValue: Int

  package init(rawValue: Int) { self.rawValue = rawValue }

  /// What each query contributed, and the test split's identities and files.
  package static let queries = ResultContents(rawValue: 1)
  /// The embeddings of Best and Last.
  package static let embeddings = ResultContents(rawValue: 2)
  /// What methods that select samples decided before each epoch.
  package static let sampleSelections = ResultContents(rawValue: 4)
  /// Losses and metrics of each epoch.
  package static let epochs = ResultContents(rawValue: 8)
  /// Which caption each training pair had, and whether it was its own.
  package static let noise = ResultContents(rawValue: 16)
  /// How well that agrees with the truth.
  package static let selectionQualities = ResultContents(rawValue: 32)

  /// What tables need of queries (`DirectionRecord.queryMeans`), which are read and checked, but not kept.
  package static let queryMeans = ResultContents(rawValue: 64)

  /// What listings need.
  package static let summary: ResultContents = []
  /// The whole record.
  package static let all: ResultContents = [
    .queries, .embeddings, .sampleSelections, .selectionQualities, .epochs, .noise,
  ]

  /// What of a file these parts are made of.
  var sources: ResultContents { contains(.queryMeans) ? union(.queries) : self }

  /// The groups whose children none of these parts are made of.
  var groupsWithoutChildren: Set<String> {
    let sources = self.sources
    var groups: Set<String> = []
    for name in CheckpointName.allCases.map({ "/\($0.rawValue)" }) {
      if !sources.contains(.embeddings) { groups.insert("\(name)/embeddings") }
      if !sources.contains(.queries) {
        for layout in FileLayout.all {
          groups.formUnion(RetrievalDirection.allCases.map { "\(name)/\(layout.group($0))" })
        }
      }
    }
    if !sources.contains(.queries) { groups.insert("/test") }
    if !sources.contains(.epochs) { groups.insert("/epochs") }
    if !sources.contains(.noise) { groups.insert("/noise") }
    if isDisjoint(with: [.sampleSelections, .selectionQualities]) {
      groups.formUnion(FileLayout.all.map { "/\($0.selections)" })
    }
    return groups
  }
}
