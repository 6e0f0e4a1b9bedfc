package import Foundation

/// Places that tests read from.
package enum Repository {
  /// The folder of Package.swift.
  package static let root = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// Outputs of the official code: another set in `NCBENCH_GOLDENS`, or `Tests/Goldens`.
  package static let goldens =
    ProcessInfo.processInfo.environment["NCBENCH_GOLDENS"].map { URL(filePath: $0) }
    ?? root.appending(path: "Tests/Goldens")
}

/// Runs `body` with a new folder, which is removed afterwards.
package func withTemporaryFolder<Result>(_ body: (URL) throws -> Result) throws -> Result {
  let folder = FileManager.default.temporaryDirectory.appending(path: "nc-bench-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  return try body(folder)
}
