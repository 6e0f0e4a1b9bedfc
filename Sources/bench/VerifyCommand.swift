import ArgumentParser
import BenchCore
import Datasets
import Foundation
import Torch
import Verification

extension Bench {
  /// Checks this build and device against outputs of the official code.
  struct Verify: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Check this build and device against outputs of the papers' code.",
      discussion: """
        Compares every array of every file in a folder of goldens with what this machine computes, and prints one line \
        for each quantity. A file that is missing or not known is a failure. Exits with 0 only if all is as expected.
        """)

    /// Where tensors are computed.
    enum DeviceKind: String, ExpressibleByArgument, CaseIterable {
      case cpu, cuda
    }

    @Option(
      help: ArgumentHelp(
        "The folder of goldens (default: Tests/Goldens beside the sources, or in this folder).", valueName: "dir"))
    var goldens: String?

    @Option(help: "Where tensors are computed.")
    var device = DeviceKind.cpu

    @Option(
      help: ArgumentHelp(
        "CLIP's vocabulary (default: the one that `make clip-vocab` got, or the one in open-clip-torch).",
        valueName: "file"))
    var vocabulary: String?

    @Flag(help: "Print JSON instead of text.")
    var json = false

    func run() throws {
      if device == .cuda, try !TorchLibrary.hasCUDA() { throw VerificationFailure.noCUDA }
      let device: Device = device == .cuda ? .cuda(0) : .cpu
      let here = URL(filePath: FileManager.default.currentDirectoryPath)
      let found = VocabularyFile.find(in: here) ?? VocabularyFile.find(in: GoldenFolder.sources)
      let verification = Verification(
        goldens: try goldens.map { URL(filePath: $0) } ?? GoldenFolder.find(workingDirectory: here), device: device,
        vocabulary: vocabulary.map { URL(filePath: $0) } ?? found)
      let start = ContinuousClock.now
      let display = VerifyDisplay(isQuiet: json)
      try verification.run { display.add($0) }
      let duration = (ContinuousClock.now - start).components
      let seconds = Double(duration.seconds) + 1e-18 * Double(duration.attoseconds)
      if json {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        let report = VerifyReport(
          device: device.description, torchVersion: TorchLibrary.version, seconds: seconds,
          isAccepted: display.failureCount == 0, findings: display.findings)
        print(String(decoding: try encoder.encode(report), as: UTF8.self))
      } else {
        display.finish(seconds: seconds, device: "\(device), libtorch \(TorchLibrary.version)")
      }
      if display.failureCount > 0 { throw ExitCode(1) }
    }
  }
}

/// The result of `bench verify --json`.
private struct VerifyReport: Encodable {
  var device: String
  var torchVersion: String
  var seconds: Double
  var isAccepted: Bool
  var findings: [Finding]
}

/// Prints quantities in columns, as they come.
private final class VerifyDisplay {
  private let isQuiet: Bool
  private let isColored = isatty(STDOUT_FILENO) == 1 && ProcessInfo.processInfo.environment["NO_COLOR"] == nil
  private(set) var findings: [Finding] = []

  var failureCount: Int { findings.count { !$0.isAccepted } }

  init(isQuiet: Bool) {
    self.isQuiet = isQuiet
  }

  func add(_ finding: Finding) {
    if !isQuiet {
      if findings.isEmpty { print(line(["file", "quantity", "max abs", "max rel", "tolerance", ""])) }
      show(finding)
    }
    findings.append(finding)
  }

  func finish(seconds: Double, device: String) {
    let files = Set(findings.map(\.file)).count
    let result = failureCount == 0 ? "all ok" : "\(findings.count - failureCount) ok, \(failureCount) FAIL"
    print(
      "\n\(findings.count) quantities in \(files) files: \(result), \(String(format: "%.1f", seconds)) s on \(device)")
  }

  private func show(_ finding: Finding) {
    let verdict = finding.isAccepted ? "ok" : isColored ? "\u{1B}[1;31mFAIL\u{1B}[0m" : "FAIL"
    let errors = [finding.largestAbsoluteError, finding.largestRelativeError].map { error in
      error.map { $0 == 0 ? "0" : String(format: "%.1e", $0) } ?? "-"
    }
    print(line([finding.file, finding.quantity] + errors + [finding.tolerance, verdict]))
    if let problem = finding.problem { print("  \(problem)") }
  }

  private static let widths = [(Verification.fileNames.map(\.count).max() ?? 0), 40, 7, 7, 16]

  private func line(_ cells: [String]) -> String {
    cells.enumerated().map { column, text in
      let width = column < Self.widths.count ? Self.widths[column] : 0
      return text + String(repeating: " ", count: max(0, width - text.count))
    }.joined(separator: "  ")
  }
}
