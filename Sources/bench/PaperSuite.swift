import BenchCore
import Foundation
import Reports
import Studies

/// The suite that makes the runs of a paper's table.
struct PaperSuite {
  private let suite: StudySuite
  /// How `--suite` is told of it.
  private let name: String

  /// Finds a table's suite; `nil` where the table names none, or where the suites that come with the program are not at hand.
  ///
  /// - Throws: `SuiteFailure` for a suite that a table's file names and that is none.
  init?(of table: PaperTable) throws {
    guard let name = table.suite else { return nil }
    let isOwn = PaperTable.all.contains { $0.name == table.name }
    if isOwn, SuiteLibrary.installed.file(named: name) == nil { return nil }
    self.name = name
    suite = try StudySuite(file: SuiteLibrary.installed.file(of: name))
  }

  /// How many runs of what a table shows are there, and the command that makes the others; `nil` where none is missing.
  /// Neither datasets nor weights are read.
  func remainder(
    of comparison: PaperComparison, among records: [RunRecord], results: String, dataRoot: String
  ) throws -> ReportFootnote? {
    let shown = try (datasets: comparison.shownDatasets(), noise: comparison.shownNoiseRates())
    // What a stand-in's runs are shown for is not missing.
    let wanted = shown.datasets.filter { comparison.bindings.datasets[$0] == nil }
    let outline = StudyOutline(of: suite.studies.map(\.request)) {
      wanted.contains($0.dataset) && shown.noise.contains($0.noise)
    }
    let count = outline.runs().count
    let made = outline.count(among: records.lazy.filter { $0.outcome == .finished }.map(\.spec))
    guard made < count else { return nil }
    return ReportFootnote(
      "Measured: \(made) of \(count) runs of \(suite.name); "
        + "\(made == 0 ? "to make them" : "the others"):",
      command: command(datasets: wanted, noise: shown.noise, results: results, dataRoot: dataRoot))
  }

  private func command(datasets: [String], noise: [Double], results: String, dataRoot: String) -> String {
    var words = ["bench", "sweep", "--suite", name.withoutWorkingDirectory]
    let requests = suite.studies.map(\.request)
    let families = Set(requests.filter(\.leavesWeightsOpen).flatMap(\.families))
    for family in ModelFamily.allCases where families.contains(family) {
      words += family.weightsExample.split(separator: " ").map(String.init)
    }
    if dataRoot != DataOptions.defaultRoot { words += ["--data-root", dataRoot] }
    if !Set(requests.flatMap(\.datasets)).isSubset(of: datasets) {
      words += ["--datasets", datasets.filter(Set(requests.flatMap(\.datasets)).contains).joined(separator: ",")]
    }
    let rates = Set(requests.flatMap(\.noiseRates))
    if !rates.isSubset(of: noise) {
      words += ["--noise", noise.filter(rates.contains).map(Self.typed).joined(separator: ",")]
    }
    return (words + ["--results", results]).map(\.shellWord).joined(separator: " ")
  }

  /// A rate as it is typed: `20`, and `0.5%` where a number alone could be meant as a share.
  private static func typed(_ rate: Double) -> String {
    let percent = (rate * 1e6).rounded() / 1e4
    let text = percent == percent.rounded() ? "\(Int(percent))" : "\(percent)"
    return percent > 0 && percent <= 1 ? text + "%" : text
  }
}
