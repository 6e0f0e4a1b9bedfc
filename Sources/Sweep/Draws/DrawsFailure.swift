import BenchCore

/// Draws that cannot be recorded.
package enum DrawsFailure: BenchFailure, Equatable {
  /// Chance decides more in a run than the file can hold.
  case notRecordable(run: String, what: String, remedy: String)
  /// A result without the file that its run was started by.
  case noRunFile(result: String, expected: String)
  /// The run's file is of another run than the result beside it.
  case otherRun(result: String, file: String)
  /// A file that is not to be replaced.
  case exists(file: String)
  /// Something else is in the file's place.
  case wouldReplace(file: String)
  /// The number of epochs is none that the run has.
  case epochs(Int, of: Int)
  /// Somebody asked to stop.
  case interrupted(epoch: Int)

  package var problem: String {
    switch self {
    case .notRecordable(_, let what, _): "\(what) cannot be recorded"
    case .noRunFile(_, let expected): "the run's file is not there: \(expected)"
    case .otherRun(_, let file): "this is the result of another run than \(file)"
    case .exists: "there is a file of this name"
    case .wouldReplace: "this is no file of draws, which alone are replaced"
    case .epochs(let epochs, let count): "--epochs is \(epochs) but must be 1 to \(count), the epochs of the run"
    case .interrupted(let epoch): "interrupted in epoch \(epoch); nothing was written"
    }
  }

  package var location: String? {
    switch self {
    case .notRecordable(let place, _, _), .noRunFile(let place, _), .otherRun(let place, _), .exists(let place),
      .wouldReplace(let place):
      place
    case .epochs, .interrupted: nil
    }
  }

  package var remedy: String? {
    switch self {
    case .notRecordable(_, _, let remedy): remedy
    case .noRunFile: "name a file of the folder `runs` beside the results of a sweep"
    case .otherRun: "run the sweep again, or name the run's own file"
    case .exists: "name another, or replace it with --overwrite"
    case .wouldReplace: "name another"
    case .epochs, .interrupted: nil
    }
  }

  package var isUsage: Bool {
    switch self {
    case .exists, .wouldReplace, .epochs: true
    case .notRecordable, .noRunFile, .otherRun, .interrupted: false
    }
  }
}
