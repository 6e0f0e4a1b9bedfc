import ArgumentParser
import Reports

/// How one document is printed.
struct DocumentFormat: ParsableArguments {
  @Option(
    help: "\(ReportFormat.allCases.map(\.rawValue).joined(separator: ", ")); json has all digits (default: text).")
  var format: ReportFormat?

  @Flag(help: "The same as --format json.")
  var json = false

  /// What was chosen.
  var chosen: ReportFormat { json ? .json : format ?? .text }

  func validate() throws {
    if json, let format, format != .json {
      throw ValidationError("--json and --format \(format.rawValue) are given, but one format is printed")
    }
  }
}
