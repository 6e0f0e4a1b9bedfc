import Foundation
import Verification

/// Prints quantities in columns, as they come.
final class VerifyDisplay {
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
    if let problem = finding.problem { say("  \(problem)") }
  }

  private static let widths = [(Verification.fileNames.map(\.count).max() ?? 0), 40, 7, 7, 16]

  private func line(_ cells: [String]) -> String {
    cells.enumerated().map { column, text in
      let width = column < Self.widths.count ? Self.widths[column] : 0
      return text + String(repeating: " ", count: max(0, width - text.count))
    }.joined(separator: "  ")
  }
}
