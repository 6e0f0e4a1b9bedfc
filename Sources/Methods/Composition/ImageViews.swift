/// Which images the encoder sees of each training image.
package struct ImageViews {
  /// How the patches are chosen that a view keeps.
  package enum Masking: String, Codable, Sendable, CaseIterable {
    /// Those that the moving average's class token attends to most (AMNS's AWM).
    case attention
    /// At random.
    case random
  }

  /// What image-text losses see of an image that has masked views.
  enum Matched {
    /// The views.
    case views
    /// The views and the whole image.
    case viewsAndOriginal
    /// The whole image; the contrastive loss of the views (ITC) still sees these.
    case original
  }

  /// Whether there are two augmentations of each image.
  var areTwo = false
  /// How each view is masked; `nil` for whole views.
  var masking: Masking?
  /// The share of patches that masking drops.
  var maskRatio = 0.5
  var matched = Matched.views
  /// m of the image encoder's moving average at the start.
  var momentum = 0.996

  /// The number of an image's patches that each view keeps.
  func keptCount(of patches: Int) -> Int {
    masking == nil ? patches : PatchSelection.keptCount(of: patches, maskRatio: maskRatio)
  }
}
