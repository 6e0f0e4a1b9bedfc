import DataTestSupport
import Foundation
import TestSupport
import Testing

/// `--label`: what a study calls its configuration, wherever its numbers are shown.
@Suite struct LabelCommandTests {
  @Test func aLabelIsStoredAndShownAndNoOtherRun() throws {
    try withTemporaryFolder { folder in
      try TinyData.copy(to: folder.appending(path: "data"))
      func run(_ arguments: [String]) throws -> String {
        let result = try BenchProcess(arguments, in: folder).finished()
        #expect(result.code == 0, "\(arguments): \(result.errors)")
        return result.output + result.errors
      }
      func bench(_ arguments: String...) throws -> String { try run(arguments) }
      func sweep(_ more: String...) throws -> String {
        let words = ["sweep", "--methods", "RDE", "--noise", "50", "--epochs", "1", "--batch-size", "48"]
        return try run(words + ["--data-root", "data", "--results", "out"] + more)
      }
      _ = try sweep("--label", "RDE & Co")
      _ = try sweep("--set", "divides=false", "--label", "RDE without CCD")
      // The same run under another name is finished, and keeps its own.
      #expect(try sweep("--label", "Renamed").contains("1 finished before"))
      #expect(try sweep("--label", "Renamed", "--dry-run", "--json").contains("\"label\" : \"Renamed\""))

      let list = try bench("list", "results", "out")
      #expect(list.contains("rde-tal (RDE & Co)") && list.contains("rde-tal (RDE without CCD)"), "\(list)")
      for command in [["tables"], ["tables", "--format", "csv"], ["tables", "--rows", "divides,method"]] {
        let table = try run(command + ["--results", "out"])
        #expect(table.contains("RDE & Co") && table.contains("RDE without CCD"), "\(table)")
        #expect(!table.contains("Renamed") && !table.contains("divides on"), "\(table)")
      }
      #expect(try bench("tables", "--results", "out", "--format", "latex").contains(#"RDE \& Co"#))
      let compared = try bench(
        "compare", "--results", "out", "--where", "label=RDE & Co", "--against", "label=RDE without CCD", "--resamples",
        "20")
      #expect(compared.contains("RDE & Co") && compared.contains("RDE without CCD"), "\(compared)")
      _ = try bench("export", "--results", "out", "--out", "csv")
      let runs = try String(contentsOf: folder.appending(path: "csv/runs.csv"), encoding: .utf8)
      #expect(runs.contains("RDE & Co") && runs.contains("RDE without CCD"))
      _ = try bench("report", "--results", "out", "--out", "page", "--data-root", "data", "--queries", "1")
      let page = try String(contentsOf: folder.appending(path: "page/index.html"), encoding: .utf8)
      // Each label has pictures of its own.
      for label in ["RDE &amp; Co on synth-pedes", "RDE without CCD on synth-pedes"] {
        #expect(page.contains(label), "\(label)")
      }
    }
  }
}
