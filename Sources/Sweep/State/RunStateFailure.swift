import BenchCore

/// A run that cannot go on, or is not complete, because of its state.
package enum RunStateFailure: BenchFailure, Equatable {
  /// The state is of another specification, tool revision or machine arithmetic.
  case refused(file: String, obstacles: [String])
  /// The result is stored, but not its weights.
  case weightsNotSaved(cause: String, hasState: Bool)
  /// The result is stored, and its weights were to be made from a state, of which there is none to use.
  case weightsNotMade(reasons: [String])

  package var problem: String {
    switch self {
    case .refused(_, let obstacles):
      "this run was interrupted and cannot go on from its state: \(obstacles.joined(separator: "; "))"
    case .weightsNotSaved(let cause, _): "the result is stored, but its weights are not: \(cause)"
    case .weightsNotMade(let reasons):
      "the result is stored, but its weights are not, and no state can be used to make them: "
        + reasons.joined(separator: "; ")
    }
  }

  package var location: String? {
    switch self {
    case .refused(let file, _): file
    case .weightsNotSaved, .weightsNotMade: nil
    }
  }

  package var remedy: String? {
    switch self {
    case .refused:
      "finish it with the version and on the machine that began it, or start it over: the same `bench sweep` with "
        + "--discard-state"
    case .weightsNotSaved(_, true): "make room and run the same command again, which makes them from the state"
    case .weightsNotSaved(_, false):
      "make room, remove the result file and run the same command again: no state is there to make them from"
    case .weightsNotMade:
      "make them with the version and on the machine that began the run, do without --save-weights, or remove the result "
        + "file: then the same command trains anew"
    }
  }
}
