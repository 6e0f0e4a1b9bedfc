/// What a loss computes, as `bench list losses` shows it.
package struct LossInfo: Sendable, Equatable, Encodable {
  /// A short name; of a matching loss the value of a method's field `loss`.
  package let id: String
  /// The name in papers.
  package let title: String
  /// The formula in plain text. `S` are text-major cosine similarities `[batch, batch]`, `S+` is a row's weighted
  /// positive, `y` says whether two samples share an identity.
  package let formula: String
  /// The shapes of what goes in and comes out.
  package let shapes: String
  /// Where it comes from.
  package let source: String

  package init(id: String, title: String, formula: String, shapes: String, source: String) {
    self.id = id
    self.title = title
    self.formula = formula
    self.shapes = shapes
    self.source = source
  }

  /// The shapes of every matching loss.
  static let matchingShapes = "S [batch, batch], same identity [batch, batch] -> one loss for each pair [batch]"

  /// The cross entropy of `CrossModalEncoder`'s scores.
  static let maskedModelling = LossInfo(
    id: "mlm", title: "Masked language modelling (MLM)",
    formula: "cross entropy(scores, masked token), mean over the labelled tokens of the batch",
    shapes: "scores [labelled tokens, vocabulary], labels [labelled tokens] -> scalar",
    source: "IRRA section 3.2, compute_mlm")
}
