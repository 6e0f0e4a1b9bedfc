import BenchCore
import DataTestSupport
import Foundation
import ResultStore
import TestSupport
import Testing

/// The papers' studies as a person runs them: suites by their names, and tables that say what is missing.
@Suite struct PaperCommandTests {
  private func run(_ arguments: String..., in folder: URL) throws -> BenchProcess.Result {
    try BenchProcess(arguments, in: folder).finished()
  }

  /// What was printed, without line breaks.
  private func words(_ result: BenchProcess.Result) -> String {
    result.output.replacing(" \\\n", with: " ").split { $0.isWhitespace }.joined(separator: " ")
  }

  @Test func aPartOfASuiteIsPlannedByItsName() throws {
    try withTemporaryFolder { folder in
      try TinyData.writeAsPublished(in: folder.appending(path: "data"))
      let part = try run(
        "sweep", "--suite", "rde-table1", "--weights", "random", "--data-root", "data", "--datasets", "RSTPReid",
        "--noise", "20", "--cache", "cache", "--dry-run", in: folder)
      #expect(part.code == 0, "\(part.errors)")
      for method in ["irra-sdm", "rde-tal", "clip-c", "decl", "ssan", "ivt"] {
        #expect(part.output.contains("  RSTPReid · \(method) · 20% · seed 1\n"), "\(part.output)")
      }
      #expect(part.output.contains("6 runs, 0 finished"))
      let whole = try run(
        "sweep", "--suite", "rde-table1", "--weights", "random", "--data-root", "data", "--cache", "cache", "--dry-run",
        in: folder)
      #expect(whole.code == 0 && whole.output.contains("48 runs, 0 finished"), "\(whole.errors)")
      #expect(whole.errors.contains("note: ICFG-PEDES has no val split: Best is chosen on test"))
      let nowhere = try run("sweep", "--suite", "rde-table1", "--data-root", "data", "--dry-run", in: folder)
      #expect(nowhere.code != 0 && nowhere.errors.contains("--weights ViT-B-16.pt"), "\(nowhere.errors)")
      let mistyped = try run("sweep", "--suite", "rde-tabel1", "--dry-run", in: folder)
      #expect(mistyped.code != 0 && mistyped.errors.contains("did you mean rde-table1"), "\(mistyped.errors)")
    }
  }

  @Test func aTableSaysWhatIsMissingAndHowToMakeIt() throws {
    try withTemporaryFolder { folder in
      let none = try run("tables", "--paper", "rde-1", in: folder)
      #expect(none.code == 0, "\(none.errors)")
      let text = words(none)
      #expect(
        text.contains(
          "of rde-table1; to make them: bench sweep --suite rde-table1 --weights ViT-B-16.pt "
            + "--weights ssan=resnet50.pth --weights ivt=FOLDER --results Results"), "\(none.output)")
      #expect(text.contains("Measured: 0 of 48 runs of "))
      #expect(none.output.split(separator: "\n").allSatisfy { $0.count <= 100 })
      let part = try run(
        "tables", "--paper", "rde-1", "--datasets", "RSTPReid", "--noise", "20,50", "--data-root", "my data", in: folder
      )
      #expect(part.output.contains("Measured: 0 of 12 runs of "), "\(part.output)\(part.errors)")
      #expect(
        words(part).contains(
          "--data-root 'my data' --datasets RSTPReid --noise 20,50 --results Results"), "\(part.output)")
      #expect(!part.output.contains("CUHK-PEDES ") && !part.output.contains("0%  SSAN"))
      // For people alone, and not for a page or a program.
      let document = try run("tables", "--paper", "rde-1", "--format", "markdown", in: folder)
      #expect(!document.output.contains("bench sweep"), "\(document.output)")
      #expect(document.errors.contains("note: rde-1: Measured: 0 of 48 runs of rde-table1; to make them: bench sweep"))
      let file = try run("tables", "--paper", "rde-1", "--out", "files", in: folder)
      #expect(file.code == 0 && file.errors.contains("to make them: bench sweep"), "\(file.errors)")
      let lowercase = try run("tables", "--paper", "rde-1", "--datasets", "rstpreid", in: folder)
      #expect(lowercase.code == 0 && lowercase.output.contains("RSTPReid"), "\(lowercase.errors)")
      let published = try run("tables", "--paper", "rde-1", "--show", "published", in: folder)
      #expect(published.code == 0 && !published.output.contains("Measured"))
      // A folder that somebody names has to be there.
      #expect(try run("tables", "--paper", "rde-1", "--results", "Other", in: folder).code != 0)
      for (arguments, message) in [
        (["--paper", "rde-2", "--datasets", "RSTPReid"], "rde-2 has no dataset RSTPReid; there is CUHK-PEDES"),
        (["--paper", "rde-1", "--noise", "30"], "rde-1 has no noise of 30%; there is 0%, 20%, 50%"),
        (["--noise", "20"], "add --paper"),
      ] {
        let refused = try BenchProcess(["tables"] + arguments, in: folder).finished()
        #expect(refused.code != 0 && refused.errors.contains(message), "\(refused.errors)")
      }
    }
  }

  /// A result of the tiny dataset under a real one's name, whose data and weights are gone when it is counted.
  @Test func finishedRunsAreCountedWithoutTheirData() throws {
    try withTemporaryFolder { folder in
      let data = folder.appending(path: "data")
      try TinyData.writeAsPublished(in: data)
      let sweep = try run(
        "sweep", "--suite", "rde-table3", "--weights", "random", "--data-root", "data", "--datasets", "ICFG-PEDES",
        "--methods", "clip-c", "--epochs", "1", "--batch-size", "16", "--cache", "cache", "--results", "Results",
        in: folder)
      #expect(sweep.code == 0, "\(sweep.errors)")
      try FileManager.default.removeItem(at: data)
      let table = try run("tables", "--paper", "rde-3", in: folder)
      let text = words(table)
      #expect(text.contains("Measured: 1 of 18 runs of "), "\(table.output)\(table.errors)")
      #expect(text.contains("the others: bench sweep --suite rde-table3"))
      #expect(text.contains("choosing on test, as the papers' code does, flatters Best"))
      let suite = try run("tables", "--suite", "rde-table3", "--format", "csv", in: folder)
      #expect(suite.code == 0 && suite.output.contains("CLIP-C"), "\(suite.errors)")
      let other = try run("tables", "--suite", "rde-table1", in: folder)
      #expect(other.code == 0 && !other.output.contains("CLIP-C"), "\(other.errors)")
      let figures = try run("plot", "--suite", "rde-table1", in: folder)
      #expect(figures.code != 0, "\(figures.output)")
      #expect(figures.errors.contains("the one result is not of the suite rde-table1"), "\(figures.errors)")
    }
  }
}
