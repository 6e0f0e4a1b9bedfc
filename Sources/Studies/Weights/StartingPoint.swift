package import Foundation

/// What training starts from.
package enum StartingPoint: Sendable, Hashable {
  /// The embedded weights on rendered datasets, random weights on those that the embedded weights were made of; on others
  /// a method that is trained here has to be told.
  case automatic
  /// The embedded model with random weights.
  case random
  /// The embedded weights, which `bench pretrain` made.
  case embedded
  /// A checkpoint.
  case file(URL)

  /// Reads `automatic`, `random` or `embedded`, or takes the text as a path relative to a folder.
  package init(_ text: String, in folder: URL) {
    switch text {
    case "automatic": self = .automatic
    case "random": self = .random
    case "embedded": self = .embedded
    default: self = .file(URL(filePath: text, relativeTo: folder).standardizedFileURL)
    }
  }
}
