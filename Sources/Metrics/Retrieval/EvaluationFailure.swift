public import BenchCore

/// The captions or the images of a retrieval problem.
public enum RetrievalSide: String, Sendable, Equatable {
  case text, image
}

/// Input that retrieval cannot be measured on.
public enum EvaluationFailure: BenchFailure, Equatable {
  /// There is no head to take similarities from.
  case noHeads
  /// A side has no embeddings.
  case emptySide(RetrievalSide)
  /// The heads disagree about the number of embeddings of a side, or the embeddings with its identities.
  case rowCount(side: RetrievalSide, head: Int, rows: Int, identities: Int)
  /// The two sides of a head have different widths, or width 0.
  case width(head: Int, text: Int, image: Int)
  /// A weight is missing, negative or not finite, or all are zero.
  case weights([Double], heads: Int)
  /// The first row with a NaN or an infinity.
  case notFinite(side: RetrievalSide, head: Int, row: Int)
  /// The first similarity that is NaN or infinite.
  case similarityNotFinite(query: Int, galleryIndex: Int)
  /// A similarity matrix of the wrong size.
  case similarityCount(values: Int, queries: Int, gallery: Int)
  /// No query has a match in the gallery.
  case noMatches(queries: Int, gallery: Int)
  /// The memory budget is too small for one block of each side.
  case memoryBudget(bytes: Int, needed: Int)
  /// The library that multiplies matrices cannot be loaded, in the words of the dynamic loader.
  case noOpenBLAS(String)
  /// A number of threads below 1.
  case threads(Int)
  /// A number of gallery entries to list below 1.
  case listLength(Int)
  /// A query to list that does not exist.
  case queryIndex(Int, queries: Int)

  /// What went wrong.
  public var problem: String {
    switch self {
    case .noHeads: "no embeddings were given"
    case .emptySide(let side): "there are no \(side.rawValue) embeddings"
    case .rowCount(_, _, let rows, let identities): "\(rows) embeddings for \(identities) identities"
    case .width(_, let text, let image): "text embeddings of width \(text), image embeddings of width \(image)"
    case .weights(let weights, let heads): "weights \(weights) for \(heads) heads"
    case .notFinite: "the embedding holds a NaN or an infinity"
    case .similarityNotFinite: "the similarity is NaN or infinite"
    case .similarityCount(let values, let queries, let gallery):
      "\(values) similarities for \(queries) queries and a gallery of \(gallery)"
    case .noMatches(let queries, let gallery):
      "none of \(queries) queries has an entry of its identity among the gallery's \(gallery)"
    case .memoryBudget(let bytes, let needed): "a memory budget of \(bytes) bytes where \(needed) are needed"
    case .noOpenBLAS(let words): "OpenBLAS cannot be loaded: \(words)"
    case .threads(let count): "\(count) threads"
    case .listLength(let length): "a list of \(length) gallery entries"
    case .queryIndex(let index, let queries): "query \(index) of \(queries)"
    }
  }

  /// Where, if it is at one place.
  public var location: String? {
    switch self {
    case .rowCount(let side, let head, _, _): "\(side.rawValue) side, head \(head)"
    case .width(let head, _, _): "head \(head)"
    case .notFinite(let side, let head, let row): "\(side.rawValue) side, head \(head), row \(row)"
    case .similarityNotFinite(let query, let index): "query \(query), gallery index \(index)"
    default: nil
    }
  }

  /// Whether a value that was typed is the reason.
  public var isUsage: Bool {
    switch self {
    case .weights, .memoryBudget, .threads, .listLength, .queryIndex: true
    default: false
    }
  }

  /// What to do about it.
  public var remedy: String? {
    switch self {
    case .noHeads, .emptySide: "encode the split before evaluating it"
    case .rowCount: "give one identity per embedding, in the same order"
    case .width: "both sides of a head come from one joint space"
    case .weights: "give one finite weight of at least 0 per head, not all 0"
    case .notFinite, .similarityNotFinite: "the model has diverged or the file is damaged; nothing can be ranked"
    case .similarityCount: "give one row of gallery similarities per query"
    case .noMatches: "check that both sides come from the same split"
    case .memoryBudget: "raise the budget"
    case .noOpenBLAS: "apt-get install libopenblas0, or add the folder of libopenblas.so.0 to LD_LIBRARY_PATH"
    case .threads, .listLength: "give at least 1"
    case .queryIndex: "queries count from 0"
    }
  }
}
