/// What a method's paper leaves open, or its code does otherwise, so that a number depends on what was decided here.
package struct OpenDecision: Sendable, Equatable {
  /// What is open, in two or three words with the method's name, such as `RDE mode`.
  package let topic: String
  /// The section of `docs/decisions.md` that says what was decided and how to decide otherwise.
  package let anchor: String

  package init(_ topic: String, anchor: String) {
    self.topic = topic
    self.anchor = anchor
  }

  /// How a footnote has it: `RDE mode (#rde)`.
  package var note: String { "\(topic) (#\(anchor))" }
}
