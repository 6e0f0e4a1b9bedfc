import BenchCore

/// A results folder without divisions.
enum DivisionsFailure: BenchFailure {
  case none(folder: String)

  var problem: String { "none of the runs divided its training pairs" }
  var location: String? {
    switch self {
    case .none(let folder): folder
    }
  }
  var remedy: String? { "run a method that divides, such as RDE: bench list methods" }
}
