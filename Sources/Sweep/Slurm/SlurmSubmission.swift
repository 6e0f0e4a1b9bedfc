import BenchCore
package import Foundation
package import Studies

/// A job array of a sweep: `submission.json` in a folder of `RESULTS/slurm`, whose name is the job's.
///
/// It is written before the array is submitted, and jobs are recognised by their name: nothing is lost where the sweep
/// dies before it learns the number of its job.
package struct SlurmSubmission: Codable, Sendable, Equatable {
  /// The job's name.
  package var id: String
  /// The runs' names; a run's place is its index in the array.
  package var runs: [String]
  /// What the jobs ask for.
  package var settings: ClusterSettings
  /// Processors of each job.
  package var cpus: Int
  /// The path of `bench` on the nodes.
  package var executable: String
  /// In seconds since 1970.
  package var submittedAt: Double

  /// A new one.
  init(runs: [String], settings: ClusterSettings, cpus: Int, executable: String) {
    id = "bench-\(UUID().uuidString.prefix(8).lowercased())"
    self.runs = runs
    self.settings = settings
    self.cpus = cpus
    self.executable = executable
    submittedAt = Date().timeIntervalSince1970
  }

  /// The folder of a results folder's submissions.
  private static func parent(in results: URL) -> URL { results.appending(path: "slurm", directoryHint: .isDirectory) }

  /// The submission's folder.
  func folder(in results: URL) -> URL { Self.parent(in: results).appending(path: id, directoryHint: .isDirectory) }

  /// What the batch shell and `bench` print for a task, apart from the run's own log.
  func outputFile(_ index: Int, in results: URL) -> URL { folder(in: results).appending(path: "\(index).out") }

  /// How a task ended.
  func outcomeFile(_ index: Int, in results: URL) -> URL { folder(in: results).appending(path: "\(index).json") }

  /// Writes the submission and its script.
  ///
  /// - Returns: The script.
  /// - Throws: `FileFailure`.
  func write(in results: URL) throws -> URL {
    let folder = folder(in: results)
    try OutputFolder.create(folder)
    try AtomicFile.write(canonicalJSON(), to: folder.appending(path: Self.fileName))
    let script = folder.appending(path: "task.sh")
    try OutputFolder.write(SlurmScript(self, in: results).text, to: script)
    return script
  }

  private static let fileName = "submission.json"

  /// Reads the submission of a folder.
  ///
  /// - Throws: `SlurmFailure.unreadableSubmission`.
  package static func read(_ folder: URL) throws(SlurmFailure) -> SlurmSubmission {
    do {
      return try JSONDecoder().decode(
        SlurmSubmission.self, from: Data(contentsOf: folder.appending(path: fileName)))
    } catch {
      throw .unreadableSubmission(folder.path)
    }
  }

  /// All submissions of a results folder, the latest first.
  package static func all(in results: URL) -> [SlurmSubmission] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: parent(in: results).path)) ?? []
    return names.compactMap { try? read(parent(in: results).appending(path: $0, directoryHint: .isDirectory)) }
      .sorted { $0.submittedAt > $1.submittedAt }
  }

  /// The runs of all submissions of a results folder, in their order, and what is worth a line about those of which
  /// there is no readable file any more.
  ///
  /// - Throws: `SlurmFailure.nothingToFollow` where there is no submission.
  package static func tasks(in results: URL) throws(SlurmFailure) -> (tasks: [RunTask], notes: [String]) {
    let submissions = all(in: results)
    guard !submissions.isEmpty else { throw .nothingToFollow(results.path) }
    var seen: Set<String> = []
    var tasks: [RunTask] = []
    var notes: [String] = []
    for name in submissions.reversed().flatMap(\.runs) where seen.insert(name).inserted {
      do {
        tasks.append(try RunTask.read(results.appending(path: "runs").appending(path: "\(name).json")))
      } catch {
        notes.append("\(name) is not followed: \(error)")
      }
    }
    return (tasks, notes)
  }
}
