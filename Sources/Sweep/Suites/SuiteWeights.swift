public import Foundation

/// The weights that the runs of a study start from.
public enum SuiteWeights: Sendable, Equatable {
  /// None.
  case random
  /// Those that this tool comes with.
  case embedded
  /// A checkpoint.
  case file(URL)

  /// Reads `random`, `embedded`, or a path; one that is not absolute starts at `folder`.
  init(_ word: String, in folder: URL) {
    self =
      switch word {
      case "random": .random
      case "embedded": .embedded
      default: .file(URL(filePath: word, relativeTo: folder).standardizedFileURL)
      }
  }

  /// Makes them the weights of a request.
  func apply(to request: inout StudyRequest) {
    switch self {
    case .random: request.weights = nil
    case .embedded: applyEmbedded(to: &request)
    case .file(let file): request.weights = file
    }
  }

  /// The one place that knows how a request asks for the embedded weights.
  private func applyEmbedded(to request: inout StudyRequest) {
    request.weights = nil
  }
}
