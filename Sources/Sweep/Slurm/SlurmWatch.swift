/// Asks what is in the queue, and says once what a person should know.
struct SlurmWatch {
  private let say: SlurmExecutor.Say
  private var isAway = false
  private var reasons: Set<String> = []

  init(say: @escaping SlurmExecutor.Say) { self.say = say }

  /// The queue; `nil` where Slurm does not answer, which ends no sweep.
  ///
  /// - Throws: `CancellationError`.
  mutating func queue(of slurm: SlurmClient) async throws -> SlurmQueue? {
    do {
      let queue = try await slurm.queue()
      if isAway { await say("Slurm answers again") }
      isAway = false
      return queue
    } catch let failure as SlurmFailure {
      if !isAway { await say("\(failure.problem); the runs go on, waiting for it") }
      isAway = true
      return nil
    }
  }

  /// Says why tasks wait, where it is for something else than their turn.
  mutating func tell(_ entries: [SlurmQueue.Entry]) async {
    let waiting = entries.filter { $0.state == "PENDING" && !Self.usual.contains($0.reason) }
    for (reason, tasks) in Dictionary(grouping: waiting, by: \.reason).sorted(by: { $0.key < $1.key })
    where reasons.insert(reason).inserted {
      await say(
        "\(tasks.count) task\(tasks.count == 1 ? "" : "s") in Slurm's queue: \(reason), such as \(tasks[0].number)")
    }
  }

  private static let usual: Set = [
    "None", "Priority", "Resources", "JobArrayTaskLimit", "BeginTime", "Cleaning", "Prolog", "",
  ]
}
