import BenchCore
import Foundation
import Subprocess
import SystemPackage

/// Runs a run in a process of its own: a crash or a lack of memory costs one run.
///
/// The process has a session of its own, so that a terminal's signals reach the sweep alone, which passes on what is
/// meant for runs; and a lifeline on its standard input, at whose end it ends too.
struct RunProcess: Sendable {
  /// How long a run may take to save its state when it is asked to stop.
  private static let savingTime = Duration.seconds(RunExit.savingSeconds)

  let executable: String
  let task: RunTask
  /// The CUDA device to use in place of the workspace's.
  var deviceIndex: Int?

  /// Starts the process and waits for its end; a cancelled task asks the process to save its state and to end.
  ///
  /// - Parameter report: Called for each event of the process, in order.
  /// - Returns: How it ended; whatever goes wrong, it is that run's end and no other's.
  func run(report: @Sendable (RunEvent) async -> Void) async -> RunEnding {
    do {
      // Somebody may have taken the folder away since the sweep began.
      if !FileManager.default.fileExists(atPath: task.workspace.taskFile(of: task.run).path) { try task.write() }
      let log = try LogFile(task.workspace.logFile(of: task.run))
      do {
        let (status, failure) = try await status(log, report: report)
        let words = log.finish(isOfUse: status != .exited(RunExit.heldElsewhere.rawValue))
        return Task.isCancelled && status != .exited(RunExit.finished.rawValue)
          ? .interrupted : ending(status, failure ?? words)
      } catch {
        _ = log.finish(isOfUse: false)
        throw error
      }
    } catch {
      return Task.isCancelled ? .interrupted : .failed("the run's process cannot be started: \(error)")
    }
  }

  /// How the process ended, and what it said of its failure.
  private func status(
    _ log: LogFile, report: @Sendable (RunEvent) async -> Void
  ) async throws -> (TerminationStatus, failure: String?) {
    let lifeline = try Lifeline()
    var options = PlatformOptions()
    options.createSession = true
    options.teardownSequence = [.gracefulShutDown(allowedDurationToNextStep: Self.savingTime)]
    var command = [executable, "run", "--watched", "--unless-finished", "--log", log.provisional.path]
    if let deviceIndex { command += ["--device-index", "\(deviceIndex)"] }
    command.append(task.workspace.taskFile(of: task.run).path)
    if HangupSignal.isIgnored {
      command = ["/bin/sh", "-c", "\(HangupSignal.shellPrefix)exec \"$0\" \"$@\""] + command
    }
    let result = try await Subprocess.run(
      .path(FilePath(command[0])), arguments: Arguments(Array(command.dropFirst())),
      // libtorch's and OpenBLAS's idle threads would spin against the other runs.
      environment: .inherit.updating(["OMP_WAIT_POLICY": "PASSIVE"]),
      platformOptions: options, input: .fileDescriptor(lifeline.readEnd, closeAfterSpawningProcess: true),
      output: .sequence, error: .fileDescriptor(log.descriptor, closeAfterSpawningProcess: true)
    ) { execution in
      var (lines, failure) = (LineSplitter(), String?.none)
      for try await buffer in execution.standardOutput {
        for line in buffer.withUnsafeBytes({ lines.lines(in: $0) }) {
          guard let event = RunEvent(line: line) else { continue }
          if case .note(let text) = event, text.hasPrefix("Error: ") {
            failure = String(text.dropFirst("Error: ".count))
          } else {
            await report(event)
          }
        }
      }
      return failure
    }
    return withExtendedLifetime(lifeline) { (result.terminationStatus, result.closureResult) }
  }

  private func ending(_ status: TerminationStatus, _ words: String?) -> RunEnding {
    switch status {
    case .exited(let code):
      switch RunExit(rawValue: code) {
      case .finished: .finished
      case .interrupted: .interrupted
      case .heldElsewhere: .heldElsewhere
      case .failed, nil: .failed(words ?? "the process ended with exit code \(code)")
      }
    case .signaled(let signal):
      .failed(
        "the process was ended by signal \(signal)\(signal == 9 ? " (out of memory?)" : "")"
          + (words.map { "; its last output: \($0)" } ?? ""))
    }
  }
}
