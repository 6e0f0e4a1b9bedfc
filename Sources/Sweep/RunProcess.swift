import BenchCore
import Foundation
import Subprocess
import SystemPackage

/// Runs a run in a process of its own: a crash or a lack of memory costs one run.
struct RunProcess: Sendable {
  let executable: String
  let task: RunTask

  /// Starts the process and waits for it; a cancelled task stops the process.
  ///
  /// - Parameter report: Called for each event of the process, in order.
  func run(report: @Sendable (RunEvent) async -> Void) async throws -> RunEnding {
    let workspace = task.workspace
    let logFile = workspace.logFile(of: task.run)
    try OutputFolder.create(logFile.deletingLastPathComponent())
    let log = try FileDescriptor.open(
      FilePath(logFile.path), .writeOnly, options: [.create, .truncate], permissions: [.ownerReadWrite, .groupRead])
    var options = PlatformOptions()
    // Time to end the batch under way; a run that does not listen is killed.
    options.teardownSequence = [.gracefulShutDown(allowedDurationToNextStep: .seconds(10))]
    let result = try await Subprocess.run(
      .path(FilePath(executable)), arguments: ["run", workspace.taskFile(of: task.run).path],
      // libtorch's and OpenBLAS's idle threads would spin against the other runs.
      environment: .inherit.updating(["OMP_WAIT_POLICY": "PASSIVE"]),
      platformOptions: options, input: .none, output: .sequence,
      error: .fileDescriptor(log, closeAfterSpawningProcess: true)
    ) { execution in
      for try await line in execution.standardOutput.strings() {
        if let event = RunEvent(line: line) { await report(event) }
      }
    }
    try Task.checkCancellation()
    switch result.terminationStatus {
    case .exited(RunExit.finished.rawValue): return .finished
    case .exited(RunExit.interrupted.rawValue): return .interrupted
    case .exited(RunExit.heldElsewhere.rawValue): return .heldElsewhere
    case .exited(let code): return .failed(lastLines(of: logFile) ?? "the process ended with exit code \(code)")
    case .signaled(let signal):
      let output = lastLines(of: logFile).map { "; its last output: \($0)" } ?? ""
      return .failed("the process was ended by signal \(signal)\(signal == 9 ? " (out of memory?)" : "")\(output)")
    }
  }

  /// The error that ended a run, or the end of its output where it had no time to say.
  private func lastLines(of file: URL) -> String? {
    guard let text = try? String(contentsOf: file, encoding: .utf8) else { return nil }
    let lines = text.split(separator: "\n")
    let start = lines.lastIndex { $0.hasPrefix("Error: ") } ?? max(0, lines.count - 3)
    let tail = lines[start...].joined(separator: " | ")
    return tail.isEmpty ? nil : String(tail.trimmingPrefix("Error: "))
  }
}
