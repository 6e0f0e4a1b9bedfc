/// Pictures of what a run does: rankings of some queries, or pairs its sample selection called noisy.
package struct ReportGallery: Sendable {
  /// A picture with what is to be read beside it.
  package struct Item: Sendable {
    /// The picture's file, relative to the page.
    package var file: String
    /// The caption that was searched with, or that the pair was trained with.
    package var caption: String
    /// What the picture shows, with its numbers.
    package var note: String
    /// The same for those who do not see it.
    package var alternativeText: String
    /// The picture's columns.
    package var width: Int
    /// The picture's rows.
    package var height: Int

    package init(
      file: String, caption: String, note: String, alternativeText: String, width: Int, height: Int
    ) {
      self.file = file
      self.caption = caption
      self.note = note
      self.alternativeText = alternativeText
      self.width = width
      self.height = height
    }
  }

  /// The heading.
  package var title: String
  /// What is shown, or why nothing is.
  package var text: String
  /// Whether the pictures are small ones side by side rather than long rows.
  package var isGrid: Bool
  /// The pictures.
  package var items: [Item]
  /// The dataset, for the page's filter.
  package var dataset: String

  package init(title: String, text: String, isGrid: Bool = false, items: [Item] = [], dataset: String) {
    self.title = title
    self.text = text
    self.isGrid = isGrid
    self.items = items
    self.dataset = dataset
  }

  /// For the page's template.
  var model: [String: Any] {
    [
      "title": Markup(text: title), "text": Markup(text: text), "dataset": Markup(text: dataset),
      "kind": Markup(html: isGrid ? "pairs" : "rows"),
      "items": items.map { item in
        [
          "label": Markup(html: isGrid ? "Pair" : "Ranking"), "file": Markup(link: item.file),
          "caption": Markup(text: item.caption), "note": Markup(text: item.note),
          "alt": Markup(text: item.alternativeText), "width": item.width, "height": item.height,
        ] as [String: Any]
      },
    ]
  }
}
