import ArgumentParser
import Foundation
import Methods
import Sweep

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
      let task = try RunTask.read(URL(filePath: file))
      guard !ExternalMethod.isExternal(task.run.spec.method) else { return try await runExternal(task) }
      let stop = StopFlag()
      let interrupt = InterruptHandler { stop.raise() }
      defer { interrupt.cancel() }
      try TrainingRunner(task, shouldStop: { stop.isRaised }, report: Self.report).run()
    }

    /// Runs the command of an external method; Ctrl-C stops it with all the processes it has started.
    private func runExternal(_ task: RunTask) async throws {
      let work = Task { _ = try await ExternalRunner(task, report: Self.report, log: note).run() }
      let interrupt = InterruptHandler { work.cancel() }
      defer { interrupt.cancel() }
      do {
        try await work.value
      } catch is CancellationError {
        note("interrupted")
        throw ExitCode(130)
      }
    }

    /// Writes an event for the process that started this one; notes go to the error output, a sweep's log of the run.
    @Sendable private static func report(_ event: RunEvent) {
      if case .note(let text) = event {
        note(text)
      } else if let line = try? event.line() {
        FileHandle.standardOutput.write(Data((line + "\n").utf8))
      }
    }
  }
}
