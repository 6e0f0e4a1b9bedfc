import ArgumentParser
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
        """,
      aliases: [oldName])

    /// What the command was called before; to be taken away with the next version.
    private static let oldName = "cell"

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
      if CommandLine.arguments.dropFirst().first == Self.oldName { note("`bench cell` is now called `bench run`") }
      var task = try RunTask.read(URL(filePath: file))
      // Of this executable, which need not be the one that wrote the file.
      task.workspace.code = .current
      if let deviceIndex { task.workspace.deviceIndex = deviceIndex }
      try await RunExecution(
        task: task, isWatched: watched, isDoneOnce: unlessFinished, log: log.map { URL(filePath: $0) }
      ).run()
    }
  }
}
