import ArgumentParser
import Foundation
import Noise

extension Bench.NoiseTools {
  /// Writes the papers' nine files.
  struct Paper: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Write the nine files that RDE published, and a manifest of their checksums.")

    @Option(name: .output, help: "The folder for the files.", completion: .directory)
    var out = "NoiseIndex"

    @OptionGroup var verbosity: VerbosityOptions

    func run() throws {
      try PublishedNoise.writeAll(into: URL(filePath: out, directoryHint: .isDirectory)) { say($0.line) }
    }
  }
}
