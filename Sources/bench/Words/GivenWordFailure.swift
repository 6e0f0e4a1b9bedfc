import BenchCore

/// A word on the command line that no command can take.
enum GivenWordFailure: BenchFailure, Equatable {
  /// What is empty: an option, or an argument by its place.
  case empty(String)
  /// A file where a folder is to be named.
  case notAFolder(String, option: String)

  var problem: String {
    switch self {
    case .empty(let name): name.hasPrefix("--") ? "\(name) is given an empty text" : "\(name) is empty"
    case .notAFolder(let path, let option): "\(option) must be a folder, not the file `\(path)`"
    }
  }
  var remedy: String? {
    switch self {
    case .empty: "write a value or leave it out; is a variable of the shell not set?"
    case .notAFolder(_, "--results"): "name the folder that it is in; one result alone: bench show FILE"
    case .notAFolder: nil
    }
  }
  var isUsage: Bool { true }
}
