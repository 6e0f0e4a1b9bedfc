import Foundation
import Subprocess

/// Slurm's programs. None is waited for longer than half a minute: a controller may be away for hours.
package struct SlurmClient: Sendable {
  private static let timeLimit = Duration.seconds(30)
  private static let outputLimit = 64 << 20

  package init() {}

  /// Finds out that there is a Slurm.
  ///
  /// - Throws: `SlurmFailure.missing`.
  package func check() throws(SlurmFailure) {
    let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin").split(separator: ":")
    for tool in ["sbatch", "squeue", "scontrol", "scancel"] {
      let isThere = folders.contains { FileManager.default.isExecutableFile(atPath: "\($0)/\(tool)") }
      guard isThere else { throw .missing(tool) }
    }
  }

  /// Finds out, before anything is planned or submitted, that there is a Slurm and that it answers.
  ///
  /// - Throws: `SlurmFailure.missing` and `.silent`, and `CancellationError`.
  package func checkAnswer() async throws {
    try check()
    _ = try await queue()
  }

  /// Submits a job array.
  ///
  /// - Returns: Its number.
  /// - Throws: `SlurmFailure.refused`, and `CancellationError`.
  func submit(_ arguments: [String]) async throws -> String {
    switch try await run("sbatch", arguments) {
    // `number[;cluster]`
    case .success(let output): return String(output.prefix { $0.isNumber })
    case .failure(let problem): throw SlurmFailure.refused(problem.message)
    }
  }

  /// This user's tasks.
  ///
  /// - Throws: `SlurmFailure.silent`, and `CancellationError`.
  func queue() async throws -> SlurmQueue {
    let arguments = ["--me", "--array", "--states=all", "--noheader", "--format=\(SlurmQueue.format)"]
    switch try await run("squeue", arguments) {
    case .success(let output): return SlurmQueue(output)
    case .failure(let problem): throw SlurmFailure.silent(problem.message)
    }
  }

  /// Has a task start again.
  ///
  /// - Returns: Whether Slurm does so.
  /// - Throws: `CancellationError`.
  func requeue(_ task: String) async throws -> Bool {
    if case .success = try await run("scontrol", ["requeue", task]) { true } else { false }
  }

  /// Takes a task out of the queue.
  ///
  /// - Throws: `CancellationError`.
  func cancel(_ task: String) async throws { _ = try await run("scancel", [task]) }

  private struct Problem: Error {
    let message: String
  }

  private func run(_ tool: String, _ arguments: [String]) async throws -> Result<String, Problem> {
    let result = await withTaskGroup(of: Result<String, Problem>.self) { group in
      group.addTask { await execute(tool, arguments) }
      group.addTask {
        try? await Task.sleep(for: Self.timeLimit)
        return .failure(Problem(message: "\(tool) did not answer within \(Self.timeLimit)"))
      }
      defer { group.cancelAll() }
      return await group.next() ?? .failure(Problem(message: ""))
    }
    try Task.checkCancellation()
    return result
  }

  private func execute(_ tool: String, _ arguments: [String]) async -> Result<String, Problem> {
    do {
      let result = try await Subprocess.run(
        .name(tool), arguments: Arguments(arguments), environment: .inherit.updating(Self.unset),
        output: .string(limit: Self.outputLimit), error: .string(limit: 1 << 20))
      guard result.terminationStatus.isSuccess else {
        let lines = result.standardError.split(separator: "\n").suffix(3)
          .map { $0.trimmingPrefix("\(tool): ").trimmingPrefix("error: ") }
        return .failure(Problem(message: lines.isEmpty ? "\(tool) failed" : lines.joined(separator: "; ")))
      }
      return .success(result.standardOutput)
    } catch {
      return .failure(Problem(message: "\(tool): \(error)"))
    }
  }

  /// Variables by which a person changes what `squeue` prints.
  private static let unset: [Environment.Key: String?] = [
    "SQUEUE_ACCOUNT": nil, "SQUEUE_NAMES": nil, "SQUEUE_PARTITION": nil, "SQUEUE_QOS": nil, "SQUEUE_LICENSES": nil,
    "SQUEUE_SORT": nil,
  ]
}
