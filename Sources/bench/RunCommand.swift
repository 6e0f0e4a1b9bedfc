import ArgumentParser
import BenchCore
import Foundation
import Studies
import Sweep

extension Bench {
  /// Executes one run, as the processes of a sweep do.
  struct Run: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Execute one run of a sweep from its file (RESULTS/runs/NAME.json).",
      discussion: """
        A sweep starts this in a process of its own for every run; use it to repeat a run alone. Ctrl-C, SIGTERM or SIGUSR1
        save the state of training and end it; the same command goes on from there.

        The exit status is 0 when the result is stored, 1 after a failure, 69 when another process executes the run, and 75
        when it was stopped and can go on.
        """)

    @Argument(help: "The run's file.", completion: .file(extensions: ["json"]))
    var file: String

    @Flag(help: ArgumentHelp("End when standard input ends.", visibility: .hidden))
    var watched = false

    @Flag(help: ArgumentHelp("Do nothing where the result is stored already.", visibility: .hidden))
    var unlessFinished = false

    @Option(help: ArgumentHelp("The GPU to use in place of the file's.", visibility: .hidden))
    var deviceIndex: Int?

    @Option(help: ArgumentHelp("What standard error goes to, to be renamed to the run's log.", visibility: .hidden))
    var log: String?

    @OptionGroup var verbosity: VerbosityOptions

    func run() async throws {
      var task = try RunTask.read(URL(filePath: file))
      // Of this executable, which need not be the one that wrote the file.
      task.workspace.code = .current
      if let deviceIndex { task.workspace.deviceIndex = deviceIndex }
      do {
        try await RunExecution(
          task: task, isWatched: watched, isDoneOnce: unlessFinished, log: log.map { URL(filePath: $0) }
        ).run()
      } catch let failure as any BenchFailure where failure.isUsage {
        // What a study may not ask for is a fault of the file here.
        throw SourceFailure(source: file, failure: failure, isUsage: false)
      }
    }
  }
}
