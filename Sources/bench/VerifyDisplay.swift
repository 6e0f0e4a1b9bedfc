import Foundation
import Verification

/// Prints quantities in columns, as they come; only those that fail with `--quiet`.
final class VerifyDisplay {
  /// Whether nothing is printed but what a program reads.
  private let isSilent: Bool
  private let terminal = Terminal.output
  private lazy var widths = Self.widths(in: terminal.columns)
  private var hasHeadings = false
  private(set) var findings: [Finding] = []

  var failureCount: Int { findings.count { !$0.isAccepted } }

  init(isSilent: Bool) {
    self.isSilent = isSilent
  }

  func add(_ finding: Finding) {
    if !isSilent, !finding.isAccepted || Verbosity.current != .quiet {
      if !hasHeadings { print(line(["file", "quantity", "max abs", "max rel", "tolerance", ""])) }
      hasHeadings = true
      show(finding)
    }
    findings.append(finding)
  }

  func finish(seconds: Double, device: String) {
    let files = Set(findings.map(\.file)).count
    let result = failureCount == 0 ? "all ok" : "\(findings.count - failureCount) ok, \(failureCount) FAIL"
    let time = String(format: "%.1f", seconds)
    say("\n\(findings.count) quantities in \(files) files: \(result), \(time) s on \(device)")
  }

  private func show(_ finding: Finding) {
    let errors = [finding.largestAbsoluteError, finding.largestRelativeError].map { error in
      error.map { $0 == 0 ? "0" : String(format: "%.1e", $0) } ?? "-"
    }
    var text = line(
      [finding.file, finding.quantity] + errors + [finding.tolerance, finding.isAccepted ? "ok" : Self.failure])
    if !finding.isAccepted, terminal.isColored {
      text = text.dropLast(Self.failure.count) + "\u{1B}[1;31m\(Self.failure)\u{1B}[0m"
    }
    print(text)
    if let problem = finding.problem { say("  \(problem)") }
  }

  private static let failure = "FAIL"

  /// The widths of the columns but the last; where the window is narrow, first names are shortened, then tolerances and
  /// relative errors are left out.
  ///
  /// - Parameter width: In characters; `nil` shows all.
  private static func widths(in width: Int?) -> [Int] {
    var widths = [Verification.fileNames.map(\.count).max() ?? 0, 40, 7, 7, 16]
    guard let width else { return widths }
    func excess() -> Int { widths.map { $0 == 0 ? 0 : $0 + 2 }.reduce(0, +) + failure.count - width }
    widths[1] -= min(max(0, excess()), 24)
    widths[0] -= min(max(0, excess()), max(0, widths[0] - 12))
    for column in [4, 3, 2] where excess() > 0 { widths[column] = 0 }
    widths[1] -= min(max(0, excess()), 10)
    return widths
  }

  private func line(_ cells: [String]) -> String {
    cells.enumerated().filter { column, _ in column >= widths.count || widths[column] > 0 }.map { column, text in
      guard column < widths.count else { return text }
      let text = terminal.columns == nil ? text : text.squeezed(to: widths[column])
      return text + String(repeating: " ", count: max(0, widths[column] - text.count))
    }.joined(separator: "  ").shown
  }
}
