import Foundation
import TestSupport
import Testing

/// A Slurm of two nodes in a temporary folder, brought up as the calling user.
struct SlurmCluster {
  private let folder: URL

  /// Brings it up for `body` and takes it down with all that it started.
  static func withCluster(_ body: (SlurmCluster) throws -> Void) throws {
    // A socket's path is short.
    try withTemporaryFolder { folder in
      let cluster = SlurmCluster(folder: folder)
      defer { _ = try? cluster.control("down") }
      try cluster.control("up")
      try body(cluster)
    }
  }

  /// Kills or starts a part of it: `Tests/Checks/slurm_cluster.py`.
  @discardableResult
  func control(_ action: String, _ node: String...) throws -> String {
    switch node.first {
    case let name?: try Python.check("slurm_cluster.py", action, folder.path, name)
    case nil: try Python.check("slurm_cluster.py", action, folder.path)
    }
  }

  /// `bench` as a person of this cluster runs it.
  func bench(_ arguments: [String], in place: URL) throws -> BenchProcess {
    let bench = try BenchProcess(arguments, in: place)
    bench.process.environment = environment
    return bench
  }

  /// Runs one of Slurm's programs; what it printed.
  @discardableResult
  func slurm(_ tool: String, _ arguments: String...) throws -> String {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/\(tool)")
    process.arguments = arguments
    process.environment = environment
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return text
  }

  /// The state of each task by its job's and its own number, such as `1_0`.
  func states() throws -> [String: String] {
    let lines = try slurm("squeue", "--array", "--states=all", "--noheader", "--format=%F_%K %T").split(separator: "\n")
    return Dictionary(
      lines.compactMap { line in
        let words = line.split(separator: " ").map(String.init)
        return words.count == 2 ? (words[0], words[1]) : nil
      }, uniquingKeysWith: { $1 })
  }

  private var environment: [String: String] {
    ProcessInfo.processInfo.environment.merging(["SLURM_CONF": folder.appending(path: "slurm.conf").path]) { $1 }
  }
}
