import Torch

extension Tensor {
  /// Caption ids `[batch, tokens]` without the columns that are padding in every caption, `[batch, longest caption]`.
  func cutAfterLongestCaption() throws -> Tensor {
    let longest = try argmax(-1).maximum().item()
    return try narrowed(1, start: 0, length: Int(longest) + 1)
  }
}
