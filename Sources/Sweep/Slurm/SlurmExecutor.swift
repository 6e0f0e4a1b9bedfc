import BenchCore
package import Foundation
package import Studies

/// Has runs done by Slurm: submits a job array and follows it.
///
/// The runs do not depend on this process. What it needs to follow them is in the results folder and in Slurm's queue;
/// jobs are known by their submission's name, tasks by their index.
package struct SlurmExecutor: RunExecutor {
  private let executable: String
  private let results: URL
  private let settings: ClusterSettings
  private let cpus: Int
  private let attaches: Bool
  private let slurm = SlurmClient()

  /// Gets what is worth a line and is no news of a run.
  typealias Say = @Sendable (String) async -> Void

  /// Slurm's usual limit of an array's indices.
  private static let arrayLimit = 1000

  package var name: String { "slurm" }
  package var outlivesSweep: Bool { true }

  /// - Parameters:
  ///   - executable: The path of `bench` here and on the nodes.
  ///   - results: The results folder, which nodes see under the same path.
  ///   - settings: What new jobs ask for.
  ///   - cpus: Processors of each new job.
  ///   - attaches: Whether to follow what an earlier sweep submitted, and to submit only what of it was lost; otherwise
  ///     what is not in Slurm's queue is submitted.
  package init(
    executable: String, results: URL, settings: ClusterSettings = ClusterSettings(), cpus: Int = 1,
    attaches: Bool = false
  ) {
    self.executable = executable
    self.results = results
    self.settings = settings
    self.cpus = cpus
    self.attaches = attaches
  }

  /// Submits and follows; cancelling the task leaves the jobs alone.
  ///
  /// - Throws: `SlurmFailure`, `FileFailure`, and `CancellationError`.
  package func run(_ tasks: [RunTask], report: @escaping @Sendable (RunNews) async -> Void) async throws {
    guard !tasks.isEmpty else { return }
    let say: Say = { await report(.note($0)) }
    var runs: [SlurmRun] = []
    do {
      runs = try await adopted(tasks)
      let known = Set(runs.map(\.task.run.name))
      if !known.isEmpty { await say("\(Self.count(known.count)) of an earlier submission: following") }
      let others = tasks.filter { !known.contains($0.run.name) }
      if attaches {
        for task in others { await report(.ended(task.run, .interrupted)) }
      } else {
        try await submit(others, into: &runs, say)
      }
      try await follow(&runs, report, say)
    } catch {
      let jobs = Set(runs.map { "--name=\($0.submission.id)" }).sorted()
      if !jobs.isEmpty {
        await say(
          "what Slurm has taken goes on in its queue; to follow it again: bench sweep --attach --results "
            + "\(SlurmScript.quoted(results.path)); to cancel it: "
            + jobs.map { "scancel \($0)" }.joined(separator: "; "))
      }
      throw error
    }
  }

  // MARK: - Submitting

  /// The runs that an earlier sweep submitted and that need no new job.
  private func adopted(_ tasks: [RunTask]) async throws -> [SlurmRun] {
    let submissions = SlurmSubmission.all(in: results)
    guard !submissions.isEmpty else { return [] }
    let queue = try await slurm.queue()
    return tasks.compactMap { task in
      let runs = submissions.compactMap { submission in
        submission.runs.firstIndex(of: task.run.name).map { SlurmRun(task, of: submission, index: $0) }
      }
      let active = runs.first { queue[$0.submission.id, $0.index]?.isActive == true }
      return active ?? (attaches ? runs.first : nil)
    }
  }

  private func submit(_ tasks: [RunTask], into runs: inout [SlurmRun], _ say: Say) async throws {
    for start in stride(from: 0, to: tasks.count, by: Self.arrayLimit) {
      let part = tasks[start..<min(start + Self.arrayLimit, tasks.count)]
      let submission = SlurmSubmission(
        runs: part.map(\.run.name), settings: settings, cpus: cpus, executable: executable)
      // Before it is known whether Slurm takes them: what is given up meanwhile may have come through.
      runs += part.enumerated().map { SlurmRun($1, of: submission, index: $0) }
      do {
        let job = try await submit(submission, tasks: Array(submission.runs.indices))
        await say("\(Self.count(part.count)) submitted to Slurm as job array \(job), \(submission.id)")
      } catch {
        switch error {
        case is CancellationError, SlurmFailure.unanswered: break
        default:
          // Nothing of it will ever run.
          runs.removeLast(part.count)
          try? FileManager.default.removeItem(at: submission.folder(in: results))
        }
        throw error
      }
    }
  }

  /// Submits tasks of a submission; an `sbatch` that fails after the controller has taken the job is none that failed.
  private func submit(_ submission: SlurmSubmission, tasks: [Int]) async throws -> String {
    let script = try submission.write(in: results)
    do {
      return try await slurm.submit(SlurmScript(submission, in: results).arguments(tasks: tasks, script: script))
    } catch SlurmFailure.refused(let message) {
      let queue: SlurmQueue
      do {
        queue = try await slurm.queue()
      } catch is SlurmFailure {
        throw SlurmFailure.unanswered(message, job: submission.id)
      }
      guard let entry = tasks.lazy.compactMap({ queue[submission.id, $0] }).first(where: \.isActive)
      else { throw SlurmFailure.refused(message) }
      return String(entry.number.prefix { $0 != "_" })
    }
  }

  // MARK: - Following

  private func follow(
    _ runs: inout [SlurmRun], _ report: @escaping @Sendable (RunNews) async -> Void, _ say: @escaping Say
  ) async throws {
    var watch = SlurmWatch(say: say)
    let start = ContinuousClock.now
    while true {
      try Task.checkCancellation()
      let queue = try await watch.queue(of: slurm)
      var lost: [Int] = []
      var ended: Set<Int> = []
      for place in runs.indices {
        let run = runs[place].task.run
        for event in runs[place].news() { await report(.progress(run, event)) }
        switch runs[place].step(queue) {
        case .none: break
        case .started: await report(.started(run))
        case .silent(let number, let node): try await wake(runs[place], number: number, node: node, say)
        case .lost(let reason):
          if let held = runs[place].entry, held.isActive { try await slurm.cancel(held.number) }
          if let failure = runs[place].lose(reason) {
            await report(.ended(run, .failed(failure)))
            ended.insert(place)
          } else {
            await say("\(run.title): \(reason); submitting it again")
            lost.append(place)
          }
        case .ended(let ending):
          await report(.ended(run, ending))
          ended.insert(place)
        }
      }
      await watch.tell(runs.indices.filter { !ended.contains($0) }.compactMap { runs[$0].entry })
      try await resubmit(lost, of: &runs, say)
      runs = runs.indices.filter { !ended.contains($0) }.map { runs[$0] }
      guard !runs.isEmpty else { return }
      // A short sweep ends soon after its last run; a long one does not keep the controller busy.
      try await Task.sleep(for: ContinuousClock.now - start < .seconds(120) ? .seconds(1) : .seconds(10))
    }
  }

  private func resubmit(_ places: [Int], of runs: inout [SlurmRun], _ say: Say) async throws {
    for (_, group) in Dictionary(grouping: places, by: { runs[$0].submission.id }) {
      for place in group { runs[place].submitted() }
      do {
        _ = try await submit(runs[group[0]].submission, tasks: group.map { runs[$0].index })
      } catch let error where !(error is CancellationError) {
        // They are lost again at the next look, a limited number of times.
        await say("\(error)")
      }
    }
  }

  /// A node may be dead for minutes before Slurm takes it for dead.
  private func wake(_ run: SlurmRun, number: String, node: String, _ say: Say) async throws {
    let title = run.task.run.title
    guard run.isGivenUp else {
      return await say(
        "\(title): no sign of life from \(node) for 2 minutes; Slurm starts it again if the node is dead")
    }
    let isStarted = try await slurm.requeue(number)
    await say("\(title): no sign of life from \(node) for 15 minutes\(isStarted ? "; starting it again" : "")")
  }

  private static func count(_ number: Int) -> String { "\(number) run\(number == 1 ? "" : "s")" }
}
