import BenchCore

/// What `bench search` prints: for each query the images that come first.
package struct SearchReport: Sendable, Encodable {
  /// An image that was found.
  package struct Entry: Sendable, Encodable {
    /// From 1.
    package var rank: Int
    /// The mean over heads of the cosine similarities.
    package var similarity: Float
    /// The image's path.
    package var file: String

    package init(rank: Int, similarity: Float, file: String) {
      self.rank = rank
      self.similarity = similarity
      self.file = file
    }
  }

  /// A query and the images that come first for it.
  package struct Query: Sendable, Encodable {
    package var query: String
    package var found: [Entry]

    package init(query: String, found: [Entry]) {
      self.query = query
      self.found = found
    }
  }

  /// The weights as they were named.
  package var weights: String
  /// The gallery's folder as it was named.
  package var gallery: String
  /// The number of images that were ranked.
  package var images: Int
  /// The model's heads, over which similarities are means.
  package var heads: [String]
  package var queries: [Query]
  /// Images that could not be read, each with its reason.
  package var skipped: [String]

  package init(
    weights: String, gallery: String, images: Int, heads: [String], queries: [Query], skipped: [String]
  ) {
    self.weights = weights
    self.gallery = gallery
    self.images = images
    self.heads = heads
    self.queries = queries
    self.skipped = skipped
  }

  /// Such as `9 images of DIR, ranked with the weights W. Similarity is the cosine.`.
  package var summary: String {
    let similarity =
      heads.count > 1
      ? "the mean cosine of the heads \(heads.dropLast().joined(separator: ", ")) and \(heads.last ?? "")"
      : "the cosine"
    let counted = "\(images) image\(images == 1 ? "" : "s")"
    return "\(counted) of \(gallery), ranked with the weights \(weights). Similarity is \(similarity)."
  }

  /// A table for each query.
  package var tables: [ReportTable] {
    queries.map { query in
      ReportTable(
        title: query.query, rowHeadings: ["Rank"], columns: Self.columns,
        blocks: [query.found.map { ReportRow([ReportLabel("\($0.rank)")], Self.cells(of: $0)) }])
    }
  }

  /// All queries in one table, for programs.
  package var table: ReportTable {
    ReportTable(
      title: summary, rowHeadings: ["Query", "Rank"], columns: Self.columns,
      blocks: queries.map { query in
        query.found.map { ReportRow([ReportLabel(query.query), ReportLabel("\($0.rank)")], Self.cells(of: $0)) }
      })
  }

  /// For a terminal: below each query rank, similarity and file, whose name stands last, however long it is.
  package var text: String {
    queries.map { query in
      let width = "\(query.found.count)".count
      let lines = query.found.map { entry in
        let rank = String(repeating: " ", count: width - "\(entry.rank)".count) + "\(entry.rank)"
        let similarity = ReportNumber(Double(entry.similarity), precision: 4).valueText
        return "  \(rank)  \(similarity.hasPrefix("-") ? "" : " ")\(similarity)  \(entry.file.printableLine)"
      }
      return "\(query.query.printableLine)\n\(lines.map { "\($0)\n" }.joined())"
    }.joined(separator: "\n")
  }

  /// Everything, with all digits.
  ///
  /// - Throws: `EncodingError`.
  package func json() throws -> String { try reportJSON() }

  private static let columns = ["Similarity", "File"].map { ReportColumn([ReportLabel($0)], ranking: .unranked) }

  private static func cells(of entry: Entry) -> [ReportCell] {
    [.number(Double(entry.similarity), precision: 4), .text(entry.file)]
  }
}
