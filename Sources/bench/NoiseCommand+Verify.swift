import ArgumentParser
import Foundation
import Noise

extension Bench.NoiseTools {
  /// Says what files are.
  struct Verify: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Say which published file an index is, or what else it is.",
      discussion: "Exits with 1 if a file cannot be read or is not a permutation.")

    @Argument(help: "Index files.", completion: .file(extensions: ["npy"]))
    var files: [String]

    @OptionGroup var verbosity: VerbosityOptions

    func run() throws {
      var isUsable = true
      for file in files {
        do {
          let report = try NoiseIndexReport(verifying: URL(filePath: file))
          say(report.line)
          if report.defect != nil { isUsable = false }
        } catch {
          say("\(error)")
          isUsable = false
        }
      }
      if !isUsable { throw ExitCode(1) }
    }
  }
}
