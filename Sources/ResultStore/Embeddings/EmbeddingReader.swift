import BenchCore

/// Named arrays of embeddings, wherever they are stored.
protocol EmbeddingArrays {
  /// The file or folder, for messages.
  var place: String { get }
  /// The names right below `group`, in byte order; `nil` where `group` is an array or not there.
  func names(in group: String) throws -> [String]?
  /// Whether there is an array called `name`.
  func contains(_ name: String) throws -> Bool
  /// The names at the top, to suggest from.
  func allNames() throws -> [String]
  /// Floating-point numbers with their shape.
  func floats(_ name: String) throws -> (shape: [Int], values: [Float])
  /// Integers with their shape.
  func integers(_ name: String) throws -> (shape: [Int], values: [Int])
  /// Strings.
  func strings(_ name: String) throws -> [String]
}

/// Puts the arrays of one layout together and checks that they belong together.
struct EmbeddingReader<Arrays: EmbeddingArrays> {
  let arrays: Arrays

  func read() throws -> RetrievalEmbeddings {
    let queryIdentities = try identities("query_identities")
    let galleryIdentities = try identities("gallery_identities")
    let heads = try headNames().map { name in
      let suffix = name.isEmpty ? "" : "/\(name)"
      let text = try matrix("query\(suffix)", rows: queryIdentities.count, of: "query_identities")
      let image = try matrix("gallery\(suffix)", rows: galleryIdentities.count, of: "gallery_identities")
      guard text.columns == image.columns else {
        throw EmbeddingFileError.widths(
          place: arrays.place, head: name, query: text.columns, gallery: image.columns)
      }
      return (
        name: name.isEmpty ? EmbeddingFile.unnamedHead : name, value: HeadEmbeddings(text: text, image: image)
      )
    }
    return RetrievalEmbeddings(
      heads: Heads(heads), queryIdentities: queryIdentities, galleryIdentities: galleryIdentities,
      captions: try strings("captions", count: queryIdentities.count, of: "query_identities"),
      galleryFiles: try strings("gallery_files", count: galleryIdentities.count, of: "gallery_identities"))
  }

  /// The heads' names; one empty name where both sides are arrays by themselves.
  private func headNames() throws -> [String] {
    guard let names = try arrays.names(in: "query") else {
      try require("query")
      return [""]
    }
    guard !names.isEmpty else { throw EmbeddingFileError.noHeads(place: arrays.place) }
    guard let others = try arrays.names(in: "gallery") else {
      throw EmbeddingFileError.missing(place: arrays.place, name: "gallery/\(names[0])", known: try arrays.allNames())
    }
    for (present, other, side) in [(names, others, "gallery"), (others, names, "query")] {
      if let unpaired = present.first(where: { !other.contains($0) }) {
        throw EmbeddingFileError.missing(
          place: arrays.place, name: "\(side)/\(unpaired)", known: other.map { "\(side)/\($0)" })
      }
    }
    return names
  }

  private func require(_ name: String) throws {
    guard try arrays.contains(name) else {
      throw EmbeddingFileError.missing(place: arrays.place, name: name, known: try arrays.allNames())
    }
  }

  private func identities(_ name: String) throws -> [Int] {
    try require(name)
    let (shape, values) = try arrays.integers(name)
    guard shape.count == 1 else {
      throw EmbeddingFileError.rank(place: arrays.place, name: name, shape: shape, expected: "one dimension")
    }
    guard !values.isEmpty else { throw EmbeddingFileError.empty(place: arrays.place, name: name) }
    return values
  }

  private func matrix(_ name: String, rows: Int, of other: String) throws -> EmbeddingMatrix {
    try require(name)
    let (shape, values) = try arrays.floats(name)
    guard shape.count == 2 else {
      throw EmbeddingFileError.rank(
        place: arrays.place, name: name, shape: shape, expected: "two dimensions (rows, width)")
    }
    guard shape[0] == rows else {
      throw EmbeddingFileError.lengths(place: arrays.place, name: name, count: shape[0], other: other, otherCount: rows)
    }
    guard shape[1] > 0 else { throw EmbeddingFileError.empty(place: arrays.place, name: name) }
    return EmbeddingMatrix(rows: shape[0], columns: shape[1], values: values)
  }

  private func strings(_ name: String, count: Int, of other: String) throws -> [String]? {
    guard try arrays.contains(name) else { return nil }
    let values = try arrays.strings(name)
    guard values.count == count else {
      throw EmbeddingFileError.lengths(
        place: arrays.place, name: name, count: values.count, other: other, otherCount: count)
    }
    return values
  }
}
