import ArgumentParser
import Reports
import Studies

/// Formats separated by commas, or `all`.
struct FormatList: ExpressibleByArgument, Sendable {
  var formats: [ReportFormat]

  init(_ formats: [ReportFormat]) {
    self.formats = formats
  }

  init?(argument: String) {
    if argument == "all" {
      formats = ReportFormat.allCases
    } else {
      guard let list = CommaSeparated<ReportFormat>(argument: argument) else { return nil }
      formats = list.values
    }
  }

  static var defaultCompletionKind: CompletionKind { .commaSeparated(ReportFormat.allCases.map(\.rawValue) + ["all"]) }

  var defaultValueDescription: String { formats.map(\.rawValue).joined(separator: ",") }
}

extension ReportFormat: ExpressibleByArgument {}
