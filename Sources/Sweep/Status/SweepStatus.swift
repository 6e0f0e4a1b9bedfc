import BenchCore
package import Foundation

/// How a sweep stands, by the files of its results folder alone: it may run on this machine, on others, or not at all.
package struct SweepStatus: Encodable, Sendable {
  /// The results folder.
  package var folder: String
  /// What keeps the status from being whole, such as a damaged `sweep.json`.
  package var warnings: [String]
  /// Who set out to do what; `nil` without a readable `sweep.json`.
  package var executor: String?
  package var host: String?
  package var processID: Int32?
  /// In seconds since 1970.
  package var startedAt: Double?
  /// The number of runs in each state.
  package var counts: [String: Int]
  /// Seconds to the end of the sweep; `nil` where no run is under way, or none has shown its pace yet.
  package var secondsLeft: Double?
  /// The runs in the sweep's order.
  package var runs: [RunStatus]

  /// The number of runs in a state.
  package func count(_ state: RunStatus.State) -> Int { counts[state.rawValue] ?? 0 }

  /// Reads a results folder, which may be written to meanwhile.
  ///
  /// - Parameter now: In seconds since 1970.
  /// - Throws: `StatusFailure`.
  package init(of folder: URL, now: Double = Date().timeIntervalSince1970) throws(StatusFailure) {
    let files = try RunFiles(in: folder)
    self.folder = folder.relativePath
    (warnings, runs) = ([], [])
    var names = files.names
    if files.hasSweep {
      if let sweep = SweepFile.read(in: folder) {
        (executor, host, processID, startedAt) = (sweep.executor, sweep.host, sweep.processID, sweep.startedAt)
        let planned = Set(sweep.runs)
        // Another sweep may use the folder at the same time.
        names = sweep.runs + files.names.filter { !planned.contains($0) && files.locks.contains($0) }
      } else {
        warnings.append("sweep.json cannot be read; shown are the runs that have files here")
      }
    }
    guard !names.isEmpty else { throw .noRuns(folder: folder.relativePath) }
    var seen = Set<String>()
    var (running, finished): ([RunProgress], [Double]) = ([], [])
    for name in names where seen.insert(name).inserted {
      let (status, pace) = files.status(of: name, now: now)
      runs.append(status)
      switch pace {
      case .running(let progress): running.append(progress)
      case .finished(let seconds): finished.append(seconds)
      case nil: break
      }
    }
    counts = Dictionary(runs.map { ($0.state.rawValue, 1) }, uniquingKeysWith: +)
    if !running.isEmpty {
      secondsLeft = TimeLeft.seconds(
        running: running, finished: finished, waiting: count(.waiting) + count(.interrupted),
        places: count(.running))
    }
  }
}
