import BenchCore

/// An export that cannot be made.
enum ExportFailure: BenchFailure {
  case unknownTable(String, known: [String])

  var problem: String {
    switch self {
    case .unknownTable(let name, _): "there is no table `\(name)` to export"
    }
  }
  var isUsage: Bool { true }
  var remedy: String? {
    switch self {
    case .unknownTable(let name, let known): Suggestion.phrase(for: name, in: known)
    }
  }
}
