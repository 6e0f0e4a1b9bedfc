import BenchCore

/// Why goldens cannot be checked.
package enum VerificationFailure: BenchFailure, Equatable {
  /// The folder of goldens is not there or cannot be read.
  case unreadableFolder(String)
  /// There are no goldens in the places where they are looked for.
  case noGoldens([String])
  /// A golden file lacks what its kind has, or has it in another form.
  case malformed(String)

  package var problem: String {
    switch self {
    case .unreadableFolder: "the folder of goldens cannot be read"
    case .noGoldens(let places): "there are no goldens in \(places.joined(separator: " or in "))"
    case .malformed(let problem): problem
    }
  }

  package var location: String? {
    if case .unreadableFolder(let path) = self { path } else { nil }
  }

  package var remedy: String? {
    switch self {
    case .unreadableFolder: "give a folder with files such as losses.h5 and tokens.json"
    case .noGoldens: "give --goldens DIR, or run it in a checkout of nc-bench"
    case .malformed: nil
    }
  }
}
