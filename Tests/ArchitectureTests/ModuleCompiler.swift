import Foundation
import Testing

/// Compiles a module of the build that these tests run from once more, as that build did, with other files.
struct ModuleCompiler {
  private let manifest: [Substring]

  /// Reads the commands of the build in whose folder the running tests lie, wherever that is.
  init() throws {
    let tests = URL(filePath: try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"))
    let products = tests.deletingLastPathComponent()
    let file = products.appending(path: "../../\(products.lastPathComponent).yaml").standardizedFileURL
    manifest = try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
  }

  /// Checks a module's types and puts the module into `folder`, whose modules go before those of the build.
  ///
  /// - Parameter copies: The files to compile in the place of others, by their paths.
  /// - Returns: What the compiler says; nothing where it is content.
  func errors(compiling module: String, with copies: [String: String] = [:], in folder: URL) throws -> String {
    let command = try command(of: module)
    let sources = try sources(of: command)
    try #require(Set(copies.keys).isSubset(of: sources), "\(module) has no such files")
    let process = Process()
    process.executableURL = URL(filePath: try #require(command.first))
    process.arguments =
      ["-I", folder.path, "-emit-module", "-whole-module-optimization", "-emit-module-path"]
      + [folder.appending(path: "\(module).swiftmodule").path] + Self.settings(command)
      + sources.map { copies[$0] ?? $0 }
    let output = Pipe()
    process.standardOutput = output
    process.standardError = output
    try process.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return process.terminationStatus == 0 ? "" : "\(module): \(text)"
  }

  private func command(of module: String) throws -> [String] {
    let line = try #require(
      manifest.first { $0.contains(#"args: ["#) && $0.contains(#""-module-name","\#(module)","#) },
      "the build has no module \(module)")
    return try JSONDecoder().decode([String].self, from: Data(line.drop { $0 != "[" }.utf8))
  }

  private func sources(of command: [String]) throws -> [String] {
    let list = try #require(command.first { $0.hasPrefix("@") }).dropFirst()
    return try String(contentsOfFile: String(list), encoding: .utf8).split(separator: "\n").map {
      $0.trimmingCharacters(in: ["'", "\""])
    }
  }

  /// The flags that say how to compile, without those that say what to write.
  private static func settings(_ command: [String]) -> [String] {
    let paths: Set = ["-emit-module-path", "-output-file-map", "-index-store-path", "-emit-objc-header-path"]
    let flags: Set = [
      "-emit-dependencies", "-emit-module", "-emit-objc-header", "-incremental", "-enable-batch-mode", "-c",
      "-serialize-diagnostics", "-parseable-output", "-whole-module-optimization",
    ]
    let arguments = command.dropFirst()
    return zip(arguments, [""] + arguments).filter { argument, previous in
      !flags.contains(argument) && !paths.contains(argument) && !paths.contains(previous) && !argument.hasPrefix("@")
    }.map(\.0)
  }
}
