/// What a part of a composition does, as `bench list parts` shows it.
package struct PartInfo: Sendable, Equatable, Encodable {
  /// Which of a composition's choices it is one of: the name of the configuration field, such as `loss`.
  package let kind: String
  /// A short name: the value of that field.
  package let id: String
  /// The name in papers.
  package let title: String
  /// The formula in plain text, with the symbols of `LossInfo.formula`.
  package let formula: String
  /// What it asks of batches and of other parts, such as `second view`; empty where any will do.
  package let needs: [String]
  /// Where it comes from: a paper's equation, or a file of the official code.
  package let source: String

  package init(kind: String, id: String, title: String, formula: String, needs: [String] = [], source: String) {
    self.kind = kind
    self.id = id
    self.title = title
    self.formula = formula
    self.needs = needs
    self.source = source
  }
}
