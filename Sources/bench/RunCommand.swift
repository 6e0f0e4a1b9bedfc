import ArgumentParser
import Foundation
import Methods
import Sweep
import Training

extension Bench {
  /// Executes one run, as the processes of a sweep do.
  struct Run: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Execute one run of a sweep from its file (RESULTS/runs/NAME.json).",
      discussion: "A sweep starts this in a process of its own for every run; use it to repeat a run alone.",
      aliases: [oldName])

    /// What the command was called before; to be taken away with the next version.
    private static let oldName = "cell"

    @Argument(help: "The run's file.", completion: .file(extensions: ["json"]))
    var file: String

    func run() async throws {
      if CommandLine.arguments.dropFirst().first == Self.oldName { note("`bench cell` is now called `bench run`") }
      var task = try RunTask.read(URL(filePath: file))
      // Of this executable, which need not be the one that wrote the file.
      task.workspace.commit = await ToolCommit.current()
      let reporter = RunReporter(task)
      do {
        if ExternalMethod.isExternal(task.run.spec.method) {
          try await runExternal(task, reporter)
        } else {
          try train(task, reporter)
        }
      } catch TrainingFailure.interrupted(let epoch) {
        note("interrupted in epoch \(epoch)")
        throw ExitCode(RunExit.interrupted.rawValue)
      } catch is CancellationError {
        note("interrupted")
        throw ExitCode(RunExit.interrupted.rawValue)
      }
    }

    private func train(_ task: RunTask, _ reporter: RunReporter) throws {
      let stop = StopFlag()
      let interrupt = InterruptHandler { stop.raise() }
      defer { interrupt.cancel() }
      try TrainingRunner(task, shouldStop: { stop.isRaised }, report: reporter.report).run()
    }

    /// Runs the command of an external method; Ctrl-C stops it with all the processes it has started.
    private func runExternal(_ task: RunTask, _ reporter: RunReporter) async throws {
      let work = Task { _ = try await ExternalRunner(task, report: reporter.report, log: note).run() }
      let interrupt = InterruptHandler { work.cancel() }
      defer { interrupt.cancel() }
      try await work.value
    }
  }
}
