import Datasets
import Foundation
import TestSupport
import Testing

/// The built `bench`, run as a person runs it.
struct BenchProcess {
  /// What a finished run left behind.
  struct Result {
    let code: Int32
    let output: String
    let errors: String
  }

  let process = Process()
  private let output: URL
  private let errors: URL

  /// Prepares `bench` with arguments; both outputs go to files in `folder`.
  init(_ arguments: [String], in folder: URL) throws {
    let products = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    let executable = URL(filePath: products).deletingLastPathComponent().appending(path: "bench")
    try #require(FileManager.default.isExecutableFile(atPath: executable.path), "no \(executable.path)")
    let name = UUID().uuidString
    output = folder.appending(path: "\(name).out")
    errors = folder.appending(path: "\(name).err")
    for file in [output, errors] { try Data().write(to: file) }
    process.executableURL = executable
    process.arguments = arguments
    process.currentDirectoryURL = folder
    // What is compared are the texts of a UTF-8 terminal, wherever the tests run.
    process.environment = ProcessInfo.processInfo.environment.merging(["LC_ALL": "C.UTF-8"]) { $1 }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = try FileHandle(forWritingTo: output)
    process.standardError = try FileHandle(forWritingTo: errors)
  }

  /// What a process that still runs has written to its error output.
  func errorsSoFar() throws -> String { try String(contentsOf: errors, encoding: .utf8) }

  /// Waits for the end of a started process.
  func result() throws -> Result {
    process.waitUntilExit()
    return Result(
      code: process.terminationStatus, output: try String(contentsOf: output, encoding: .utf8),
      errors: try String(contentsOf: errors, encoding: .utf8))
  }

  /// Starts the process and waits for its end.
  func finished() throws -> Result {
    try process.run()
    return try result()
  }

  /// Runs `bench` to its end.
  static func run(_ arguments: String..., in folder: URL) throws -> Result {
    try BenchProcess(arguments, in: folder).finished()
  }
}
