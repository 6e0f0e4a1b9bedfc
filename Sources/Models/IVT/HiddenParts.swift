package import Torch

/// What training hides of a batch in IVT's network, drawn beforehand: what is computed again in the backward pass is
/// hidden alike.
package struct HiddenParts {
  /// The places of the tokens that are left, the first among them, int64 `[left]`; `nil` for all.
  package var places: Tensor?
  /// What the embedded tokens of captions are multiplied with, `[batch, tokens, width]`; `nil` for 1.
  package var features: Tensor?
  /// What the branches of the blocks are multiplied with, two for each block, `[batch, 2 * blocks]`; `nil` for 1.
  package var branches: Tensor?

  /// Hides nothing unless told otherwise.
  package init(places: Tensor? = nil, features: Tensor? = nil, branches: Tensor? = nil) {
    self.places = places
    self.features = features
    self.branches = branches
  }
}
