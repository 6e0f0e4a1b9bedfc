/// What Slurm knows of this user's tasks: those in its queue, and for some minutes those that have ended.
struct SlurmQueue: Sendable {
  /// A task of a job array.
  struct Entry: Sendable, Equatable {
    /// The job's and the task's numbers, as `scontrol` takes them.
    var number: String
    /// Slurm's long name of it, such as `RUNNING`.
    var state: String
    /// Why it waits.
    var reason: String
    /// Where it runs.
    var node: String

    /// Whether it waits, runs, or is on its way to do so.
    var isActive: Bool { !Self.ended.contains(state) }

    /// Whether its processes may be there.
    var isRunning: Bool { state == "RUNNING" }

    /// Whether Slurm has given up starting it, and waits for its owner.
    var isHeld: Bool { state == "PENDING" && reason == "launch failed requeued held" }

    /// Whether its owner has cancelled it: Slurm gives no reason for that, but for its own ends.
    var isBeingCancelled: Bool { state == "CANCELLED" || (state == "COMPLETING" && reason == "None") }

    private static let ended: Set = [
      "BOOT_FAIL", "CANCELLED", "COMPLETED", "DEADLINE", "FAILED", "NODE_FAIL", "OUT_OF_MEMORY", "PREEMPTED", "REVOKED",
      "TIMEOUT",
    ]
  }

  /// Job name, number, index, state, reason, node.
  static let format = "%j|%F|%K|%T|%r|%N"

  private struct Task: Hashable {
    let job: String
    let index: Int
  }

  private var entries: [Task: Entry] = [:]

  /// Reads what `squeue` prints in this format; other lines are of other jobs.
  init(_ output: String) {
    for line in output.split(separator: "\n") {
      let fields = line.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
      guard fields.count == 6, let index = Int(fields[2]) else { continue }
      let entry = Entry(number: "\(fields[1])_\(index)", state: fields[3], reason: fields[4], node: fields[5])
      let task = Task(job: fields[0], index: index)
      // A task that was submitted again is there twice: what is under way counts, else what came last.
      if let other = entries[task], other.rank > entry.rank { continue }
      entries[task] = entry
    }
  }

  /// A task of the job arrays of a name.
  subscript(job: String, index: Int) -> Entry? { entries[Task(job: job, index: index)] }

  /// A task by its numbers.
  func entry(number: String) -> Entry? { entries.values.first { $0.number == number } }
}

extension SlurmQueue.Entry {
  fileprivate var rank: (Int, Int) {
    (isActive ? 1 : 0, Int(number.prefix { $0 != "_" }) ?? 0)
  }
}
