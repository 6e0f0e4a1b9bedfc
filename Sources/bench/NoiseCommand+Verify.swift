import ArgumentParser
import BenchCore
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

    @Flag(help: "Print JSON.")
    var json = false

    /// What a file is, for programs.
    private struct Document: Encodable {
      var file: String
      var isUsable: Bool
      var description: String
      var sha256: String?
      var pairs: Int?
      var moved: Int?
      /// The published file of the same numbers, and whether its bytes are the same too.
      var published: String?
      var isPublishedFile: Bool?
    }

    func run() throws {
      let documents = files.map { file in
        do {
          let report = try NoiseIndexReport(verifying: URL(filePath: file))
          return Document(
            file: file, isUsable: report.defect == nil, description: report.line, sha256: report.sha256,
            pairs: report.count, moved: report.moved, published: report.published?.fileName,
            isPublishedFile: report.isPublishedFile)
        } catch {
          return Document(file: file, isUsable: false, description: "\(error)")
        }
      }
      if json { print(try documents.reportJSON()) } else { documents.forEach { say($0.description) } }
      if !documents.allSatisfy(\.isUsable) { throw ExitCode(1) }
    }
  }
}
