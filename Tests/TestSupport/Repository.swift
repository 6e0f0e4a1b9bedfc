package import Foundation

/// Places that tests read from.
package enum Repository {
  /// The folder of Package.swift.
  package static let root = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// Outputs of the official code: `NCBENCH_GOLDENS`, or `shared/goldens` beside the repository.
  package static let goldens =
    ProcessInfo.processInfo.environment["NCBENCH_GOLDENS"].map { URL(filePath: $0) }
    ?? root.deletingLastPathComponent().appending(path: "shared/goldens")
}

/// Runs `body` with a new folder, which is removed afterwards.
package func withTemporaryFolder<Result>(_ body: (URL) throws -> Result) throws -> Result {
  let folder = FileManager.default.temporaryDirectory.appending(path: "nc-bench-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  return try body(folder)
}
