/// What a part of a composition does, as `bench list parts` and `bench list losses` show it.
package struct PartInfo: Sendable, Equatable, Encodable {
  /// The field of `ComposedSettings` that names the part.
  package enum Kind: String, Sendable, CaseIterable, Encodable {
    case heads, loss, auxiliary, selection, views
  }

  /// Which of a composition's choices it is one of; `nil` for a loss of other methods.
  package let kind: Kind?
  /// A short name: the value of that field.
  package let id: String
  /// The name in papers.
  package let title: String
  /// The formula in plain text. `S` are text-major cosine similarities `[batch, batch]`, `S+` is a row's weighted
  /// positive, `y` says whether two samples share an identity.
  package let formula: String
  /// The shapes of what goes into a loss and comes out; `nil` of other parts.
  package var shapes: String?
  /// The other fields that mean something to it.
  package var settings: [String] = []
  /// What it asks of batches and of other parts; empty where any will do.
  package var needs: [String] = []
  /// Where it comes from: a paper's equation, or a file of the official code.
  package let source: String

  /// The shapes of every matching loss.
  static let matchingShapes = "S [batch, batch], same identity [batch, batch] -> one loss for each pair [batch]"
}
