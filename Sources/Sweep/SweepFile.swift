import BenchCore
package import Foundation

/// What a sweep set out to do: `sweep.json` in its results folder, for `bench status` and for going on with it.
package struct SweepFile: Codable, Sendable, Equatable {
  /// The names of all runs of the sweep, in its order; each has its file in `runs`.
  package var runs: [String]
  /// The executor's name.
  package var executor: String
  /// In seconds since 1970.
  package var startedAt: Double
  /// Where the sweep's process runs.
  package var host: String
  package var processID: Int32

  /// The file of a results folder.
  package static func location(in folder: URL) -> URL { folder.appending(path: "sweep.json") }

  /// The runs of a sweep of this process that starts now.
  init(_ runs: [String], executor: String) {
    self.runs = runs
    self.executor = executor
    startedAt = Date().timeIntervalSince1970
    host = ProcessInfo.processInfo.hostName
    processID = ProcessInfo.processInfo.processIdentifier
  }

  /// A hundred thousand runs.
  private static let sizeLimit = 16 << 20

  /// The file of a folder; `nil` for a damaged one, or one that names files elsewhere.
  package static func read(in folder: URL) -> SweepFile? {
    let file = location(in: folder)
    guard let size = FileTime(of: file.path)?.size, size <= sizeLimit, let data = try? Data(contentsOf: file),
      let sweep = try? JSONDecoder().decode(SweepFile.self, from: data),
      sweep.runs.allSatisfy({ !$0.isEmpty && !$0.hasPrefix(".") && !$0.contains("/") && !$0.contains("\0") })
    else { return nil }
    return sweep
  }
}
