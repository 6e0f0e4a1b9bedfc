/// Height and width of a model's images in pixels.
package struct ImageSize: Sendable, Equatable {
  /// Pixels from top to bottom.
  package var height: Int
  /// Pixels from left to right.
  package var width: Int

  /// Names both sides.
  package init(height: Int, width: Int) {
    self.height = height
    self.width = width
  }

  /// Reads `384x128`, height first as in the papers; `nil` for anything else.
  package init?(_ text: String) {
    let parts = text.split(separator: "x", omittingEmptySubsequences: false).map { Int($0) }
    guard parts.count == 2, let height = parts[0], let width = parts[1], height > 0, width > 0 else { return nil }
    self.init(height: height, width: width)
  }
}
