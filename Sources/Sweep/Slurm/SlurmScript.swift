import Foundation
import Studies

/// What a job array runs, and what it asks for. Names and paths reach the shell only between single quotes.
struct SlurmScript {
  private let submission: SlurmSubmission
  private let results: URL

  init(_ submission: SlurmSubmission, in results: URL) {
    self.submission = submission
    self.results = results
  }

  /// The batch script. A login shell, because that is where clusters define `module`.
  ///
  /// Slurm would expand `%` and `\` in the name of an output file, so the shell opens it. `bench` replaces the shell:
  /// Slurm's signals reach it, and one that comes before it listens is not its end.
  var text: String {
    let folder = submission.folder(in: results).path
    return
      ([
        "#!/bin/bash -l",
        "# A run of a sweep: docs/cluster.md of nc-bench.",
        "exec >>\(Self.quoted(folder))/\"$SLURM_ARRAY_TASK_ID\".out 2>&1",
        "trap '' USR1",
      ] + submission.settings[.setup] + [
        "exec \(Self.quoted(submission.executable)) cluster-task \(Self.quoted(folder))"
      ])
      .map { $0 + "\n" }.joined()
  }

  /// The arguments of `sbatch` for some of the tasks.
  func arguments(tasks: [Int], script: URL) -> [String] {
    let settings = submission.settings
    let atOnce = settings[.maxRunning].first.map { "%\($0)" } ?? ""
    let asked: [(ClusterSettings.Key, String)] = [
      (.partition, "--partition="), (.account, "--account="), (.time, "--time="), (.gpus, "--gres=gpu:"),
      (.memory, "--mem="),
    ]
    return [
      "--parsable", "--job-name=\(submission.id)", "--array=\(Self.ranges(tasks))\(atOnce)", "--nodes=1", "--ntasks=1",
      "--cpus-per-task=\(submission.cpus)", "--output=/dev/null", "--requeue", "--signal=B:USR1@\(secondsOfWarning)",
    ] + asked.flatMap { key, option in settings[key].map { option + $0 } } + settings[.slurmOption] + [script.path]
  }

  /// How long before its time limit a job is told: enough to save, and no large part of a short limit.
  private var secondsOfWarning: Int { Int(min(120, (submission.settings.timeLimit ?? 3600) / 4)) }

  /// `0-3,7` for `[0, 1, 2, 3, 7]`.
  static func ranges(_ indices: [Int]) -> String {
    var ranges: [ClosedRange<Int>] = []
    for index in indices.sorted() {
      if let last = ranges.last, index <= last.upperBound + 1 {
        ranges[ranges.count - 1] = last.lowerBound...max(last.upperBound, index)
      } else {
        ranges.append(index...index)
      }
    }
    return ranges.map { $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)-\($0.upperBound)" }
      .joined(separator: ",")
  }

  /// A word that a shell takes as it is, whatever is in it.
  static func quoted(_ text: String) -> String { "'\(text.replacing("'", with: #"'\''"#))'" }
}
