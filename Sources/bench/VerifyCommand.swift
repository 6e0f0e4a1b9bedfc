import ArgumentParser
import BenchCore
import Datasets
import Foundation
import Torch
import Verification

extension Bench {
  /// Checks this build and device against outputs of the official code.
  struct Verify: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Check this build and device against outputs of the papers' code.",
      discussion: """
        Compares every array of every file in a folder of goldens with what this machine computes, and prints one line \
        for each quantity, each file in the precision that it was made in. A file that is missing or not known is a \
        failure. Exits with 0 only if all is as expected.
        """)

    @Option(
      help: ArgumentHelp(
        "The folder of goldens (default: Tests/Goldens beside the sources, or in this folder).", valueName: "dir"))
    var goldens: String?

    @Option(help: "Where to compute; auto is CUDA where libtorch can use it.")
    var device = DeviceChoice.automatic

    @Option(
      help: ArgumentHelp(
        "What networks compute in: fp32, paper, bf16 or fp16 (default: what each file was made in).",
        valueName: "formats"))
    var precision: Precision?

    @Option(
      help: ArgumentHelp(
        "CLIP's vocabulary (default: the one that `make clip-vocab` got, or the one in open-clip-torch).",
        valueName: "file"))
    var vocabulary: String?

    @Flag(help: "Print JSON instead of text.")
    var json = false

    @OptionGroup var verbosity: VerbosityOptions

    func run() async throws {
      try TorchLibrary.setDeterministic(true)
      try TorchLibrary.setTF32(false)
      let device = try await device.device()
      let here = URL(filePath: FileManager.default.currentDirectoryPath)
      let found = VocabularyFile.find(in: here) ?? VocabularyFile.find(in: GoldenFolder.sources)
      let verification = Verification(
        goldens: try goldens.map { URL(filePath: $0) } ?? GoldenFolder.find(workingDirectory: here), device: device,
        precision: precision, vocabulary: vocabulary.map { URL(filePath: $0) } ?? found, mayBePart: goldens != nil)
      let start = ContinuousClock.now
      let display = VerifyDisplay(isSilent: json)
      try verification.run { display.add($0) }
      let duration = (ContinuousClock.now - start).components
      let seconds = Double(duration.seconds) + 1e-18 * Double(duration.attoseconds)
      if json {
        let report = VerificationReport(
          device: device.description, torchVersion: try TorchLibrary.version, seconds: seconds,
          findings: display.findings)
        print(try report.reportJSON())
      } else {
        display.finish(seconds: seconds, device: "\(device), libtorch \(try TorchLibrary.version)")
      }
      if display.failureCount > 0 { throw ExitCode(1) }
    }
  }
}
