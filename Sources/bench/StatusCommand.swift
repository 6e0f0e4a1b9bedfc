import ArgumentParser
import BenchCore
import Foundation
import Sweep

extension Bench {
  /// Says how a sweep stands.
  struct Status: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Say how a sweep stands: which runs are done, how far the others are, and what went wrong.",
      discussion: """
        Reads nothing but the files of the results folder (docs/events.md), so it works from another shell or machine, for
        a sweep on a cluster, and when no sweep runs any more.

        Examples:
          bench status
          bench status Results/embedded --watch
          bench status --json | jq '.runs[] | select(.state == "failed")'
        """)

    @OptionGroup var place: ResultsFolder

    @Flag(help: "Print JSON.")
    var json = false

    @Flag(help: "Show it anew every two seconds until no run is left to be done, or until Ctrl-C.")
    var watch = false

    @OptionGroup var verbosity: VerbosityOptions

    func validate() throws {
      if watch, json { throw ValidationError("--watch cannot be used with --json") }
    }

    func run() async throws {
      let folder = place.url
      guard watch else {
        let status = try SweepStatus(of: folder)
        for warning in status.warnings { note("warning: \(warning)") }
        if json { return print(try status.reportJSON()) }
        return StatusReport(status).lines(width: Terminal.output.columns).forEach { say($0) }
      }
      try await show(folder)
    }

    private func show(_ folder: URL) async throws {
      var block = LiveBlock(.output)
      var last: [String] = []
      while true {
        let status = try SweepStatus(of: folder)
        let report = StatusReport(status)
        if let size = block?.size {
          block?.draw(report.lines(width: size.columns, rows: size.rows - 1))
        } else {
          let lines = report.lines(width: Terminal.output.columns)
          if lines != last { Output.write(lines.map { $0.shown + "\n" }.joined() + "\n", to: STDOUT_FILENO) }
          last = lines
        }
        guard status.count(.finished) + status.count(.failed) < status.runs.count else { return }
        try await Task.sleep(for: .seconds(2))
      }
    }
  }
}
