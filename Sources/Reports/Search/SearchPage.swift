import Mustache

/// A page of what was searched and found: one HTML file with its pictures inside, which can be moved and sent.
package struct SearchPage: Sendable {
  /// A picture as it stands in the page.
  package struct Picture: Sendable {
    /// `image/png` or `image/jpeg`.
    package var mediaType: String
    /// The file's bytes in Base64.
    package var base64: String
    package var width: Int
    package var height: Int

    package init(mediaType: String, base64: String, width: Int, height: Int) {
      self.mediaType = mediaType
      self.base64 = base64
      self.width = width
      self.height = height
    }
  }

  private let report: SearchReport
  private let pictures: [String: Picture]

  /// - Parameter pictures: By the files of the report; a file without one stands there by its name.
  package init(_ report: SearchReport, pictures: [String: Picture]) {
    self.report = report
    self.pictures = pictures
  }

  /// The page as HTML.
  ///
  /// - Throws: The template's error.
  package func html() throws -> String {
    func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
    let template = try MustacheTemplate(string: text(PackageResources.search_mustache))
    let title = report.queries.count == 1 ? report.queries[0].query : "\(report.queries.count) searches"
    return template.render([
      "title": Markup(text: title), "hasSeveral": report.queries.count > 1,
      "style": Markup(html: text(PackageResources.page_css) + text(PackageResources.search_css)),
      "summary": Markup(text: report.summary),
      "skipped": report.skipped.map(Markup.init(text:)),
      "hasSkipped": !report.skipped.isEmpty,
      "queries": report.queries.map { query in
        [
          "query": Markup(text: query.query), "found": query.found.map(model), "hasSeveral": report.queries.count > 1,
        ] as [String: Any]
      },
    ])
  }

  private func model(_ entry: SearchReport.Entry) -> [String: Any] {
    let similarity = ReportNumber(Double(entry.similarity), precision: 3).valueText
    let name = entry.file.split(separator: "/").last.map(String.init) ?? entry.file
    let picture = pictures[entry.file]
    return [
      "rank": entry.rank, "similarity": Markup(text: similarity), "name": Markup(text: name),
      "file": Markup(text: entry.file), "hasPicture": picture != nil,
      "source": Markup(html: picture.map { "data:\($0.mediaType);base64,\($0.base64)" } ?? ""),
      "width": picture?.width ?? 0, "height": picture?.height ?? 0,
      "alt": Markup(text: "Rank \(entry.rank), similarity \(similarity): \(name)"),
    ]
  }
}
