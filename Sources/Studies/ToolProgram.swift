import Foundation

/// The program that runs.
package enum ToolProgram {
  /// The path of its file, links followed, for processes that are to be the same program.
  package static var path: String {
    (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? CommandLine.arguments[0]
  }
}
