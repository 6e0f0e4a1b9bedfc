import BenchCore

/// What keeps a sweep from being handed to Slurm.
package enum SlurmFailure: BenchFailure, Equatable {
  /// A program of Slurm is not on the search path.
  case missing(String)
  /// `sbatch` refused the job array, with its message.
  case refused(String)
  /// Neither `sbatch` nor the controller said whether it took the job array of a name.
  case unanswered(String, job: String)
  /// The controller did not answer.
  case silent(String)
  /// There is nothing that `--attach` could follow.
  case nothingToFollow(String)
  /// A task of a job array without its submission.
  case unreadableSubmission(String)
  /// A task that is not in its submission.
  case unknownTask(String)

  package var problem: String {
    switch self {
    case .missing(let tool): "there is no `\(tool)` here, so no Slurm to run on"
    case .refused(let message): "sbatch refused the job array: \(message)"
    case .unanswered(let message, let job): "it is not known whether Slurm took the job array \(job): \(message)"
    case .silent(let message): "Slurm does not say what is in its queue: \(message)"
    case .nothingToFollow: "no sweep on Slurm was begun here"
    case .unreadableSubmission: "this is no submission of a sweep"
    case .unknownTask(let index): "the submission has no task `\(index)`"
    }
  }

  package var location: String? {
    switch self {
    case .nothingToFollow(let place), .unreadableSubmission(let place): place
    default: nil
    }
  }

  package var remedy: String? {
    switch self {
    case .missing: "run this on a login node of the cluster, or use --executor local"
    case .refused: nil
    case .unanswered: "the same command, when `squeue` works, follows it, or submits the runs anew"
    case .silent: "try again when `squeue` works; what was submitted before goes on"
    case .nothingToFollow: "name the folder of its results with --results"
    case .unreadableSubmission, .unknownTask: "bench sweep --executor slurm makes these jobs (docs/cluster.md)"
    }
  }
}
