import ArgumentParser
import Foundation
import Sweep

extension Bench {
  /// Executes one task of a sweep's job array; the array's script calls it.
  struct ClusterTask: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Execute a task of a sweep's job array on a cluster (docs/cluster.md).", shouldDisplay: false)

    @Argument(help: "The submission's folder.", completion: .directory)
    var folder: String

    func run() async throws {
      let task = try SlurmTask(
        folder: URL(filePath: folder, directoryHint: .isDirectory), environment: ProcessInfo.processInfo.environment,
        log: note)
      let work = Task { try await task.run(executable: Bench.executablePath) }
      let interrupt = InterruptHandler(others: [SIGUSR1]) { _ in work.cancel() }
      defer { interrupt.cancel() }
      let exit = try await work.value
      guard exit == .finished else { throw ExitCode(exit.rawValue) }
    }
  }
}
