import Foundation
import Subprocess
import SystemPackage

/// The command of an external method, none of whose processes outlives it or this process, however that ends.
///
/// A guard, which is a shell, leads the process group that the command joins. It waits for the end of a lifeline that
/// this process holds; then it kills what carries the command's mark in its environment, wherever it has gone, and the
/// group. If the guard itself is killed, this process does so.
struct CommandProcess: Sendable {
  /// The command line, to which the argument is added.
  let command: String
  let argument: String
  /// Where it runs; `nil` is here.
  let directory: String?

  private let mark = UUID().uuidString
  private static let markName = "NCBENCH_COMMAND"
  private static let markKey = Environment.Key(stringLiteral: markName)
  /// How long a command may take to end when it is asked to.
  private static let politeTime = Duration.seconds(5)

  /// Ignores what is meant for the command, and kills it when the standard input ends; prints that it has done so.
  private static let guardScript = """
    trap '' HUP INT QUIT TERM USR1 USR2
    read -r _
    for turn in 1 2 3 4 5 6 7 8 9; do
      marked=$(cd /proc && grep -lsz "^\(markName)=$1\\$" [0-9]*/environ | cut -d/ -f1)
      [ -n "$marked" ] || break
      kill -9 $marked
    done
    echo done
    kill -9 0
    """

  init(command: String, argument: String, directory: String?) {
    self.command = command
    self.argument = argument
    self.directory = directory
  }

  private enum End: Sendable {
    case command(Result<TerminationStatus, any Error>)
    case guardian(isDone: Bool)
  }

  /// Runs the command to its end; a cancelled task stops it, first politely.
  ///
  /// - Parameter take: Gets each line that the command prints, in order.
  /// - Throws: `SubprocessError` or `Errno` where the command cannot be started.
  func run(_ take: @escaping @Sendable (String) -> Void) async throws -> TerminationStatus {
    let lifeline = try Lifeline()
    var options = PlatformOptions()
    options.processGroupID = 0
    // A cancelled task must leave the guard alone until the command has ended.
    options.teardownSequence = [.send(signal: Signal(rawValue: 0), allowedDurationToNextStep: .seconds(60))]
    let result = try await Subprocess.run(
      .path("/bin/sh"), arguments: ["-c", Self.guardScript, "sh", mark], environment: guardEnvironment,
      platformOptions: options, input: .fileDescriptor(lifeline.readEnd, closeAfterSpawningProcess: true),
      output: .sequence, error: .discarded
    ) { guardian in
      let (group, output) = (guardian.processIdentifier.value, guardian.standardOutput)
      return await withTaskGroup(of: End.self) { ends in
        ends.addTask {
          do {
            return .command(.success(try await start(in: group, until: lifeline, take)))
          } catch {
            return .command(.failure(error))
          }
        }
        ends.addTask {
          // Its output ends when it ends. Reading in a cancelled task would end before, and with it the command.
          let isDone = await Task.detached { (try? await output.contains { !$0.isEmpty }) ?? false }.value
          if !isDone { kill(-group, SIGKILL) }
          return .guardian(isDone: isDone)
        }
        var command: Result<TerminationStatus, any Error>?
        var isDone = false
        for await end in ends {
          switch end {
          case .command(let result):
            command = result
            lifeline.end()
          case .guardian(let said): isDone = said
          }
        }
        return (command: command, isDone: isDone)
      }
    }
    if !result.closureResult.isDone { await cleanUp() }
    return try result.closureResult.command?.get() ?? .signaled(SIGKILL)
  }

  /// Starts the command in the guard's group. Where this task is cancelled the group is asked to end; when the time for
  /// that is over, the end of the lifeline makes the guard kill it.
  private func start(
    in group: pid_t, until lifeline: Lifeline, _ take: @escaping @Sendable (String) -> Void
  ) async throws -> TerminationStatus {
    try Task.checkCancellation()
    // A cancelled task would not read what the command prints in the end, which would kill it by SIGPIPE.
    let work = Task.detached {
      var options = PlatformOptions()
      options.processGroupID = group
      return try await Subprocess.run(
        .path("/bin/sh"), arguments: ["-c", "\(HangupSignal.shellPrefix)\(command) \"$1\"", "sh", argument],
        environment: .inherit.updating(["PYTHONUNBUFFERED": "1", Self.markKey: mark]),
        workingDirectory: directory.map { FilePath($0) }, platformOptions: options,
        input: .none, output: .sequence, error: .combinedWithOutput
      ) { execution in
        var lines = LineSplitter()
        for try await buffer in execution.standardOutput {
          for line in buffer.withUnsafeBytes({ lines.lines(in: $0) }) { take(line) }
        }
        if let line = lines.rest() { take(line) }
      }.terminationStatus
    }
    return try await withTaskCancellationHandler {
      try await work.value
    } onCancel: {
      kill(-group, SIGTERM)
      Task.detached {
        try? await Task.sleep(for: Self.politeTime)
        lifeline.end()
      }
    }
  }

  /// Does the work of a guard that was killed.
  private func cleanUp() async {
    var options = PlatformOptions()
    options.processGroupID = 0
    // Not as a part of this task, which may be cancelled.
    await Task { [options] in
      _ = try? await Subprocess.run(
        .path("/bin/sh"), arguments: ["-c", Self.guardScript, "sh", mark], environment: guardEnvironment,
        platformOptions: options, input: .none, output: .discarded, error: .discarded)
    }.value
  }

  /// Without the mark of a command that this program is part of: its guard must not be killed with it.
  private var guardEnvironment: Environment { .inherit.updating([Self.markKey: nil]) }
}
