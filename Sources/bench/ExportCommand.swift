import ArgumentParser
import BenchCore
import Foundation
import Reports
import ResultStore
import Studies

extension Bench {
  /// Writes results as tidy CSV.
  struct Export: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Write results as tidy CSV tables for pandas, R or a spreadsheet.",
      discussion: """
        Writes runs.csv, metrics.csv, curves.csv, sample_selections.csv, similarity.csv and queries.csv, all runs below
        each other, with a column for each field of the specification in which they differ; docs/export.md explains
        every column and has recipes. losses.csv, with a line for each training pair, head and epoch, is written where
        it is asked for: 0.7 GB for a run on CUHK-PEDES. A text that a spreadsheet would take for a formula gets an
        apostrophe in front.

        Examples:
          bench export --results Results --out Reports/csv --only metrics,curves
          bench export --losses
        """)

    @OptionGroup var source: ResultsOptions

    @Option(name: .output, help: "The folder for the CSV files.", completion: .directory)
    var out = "Reports/csv"

    @Option(
      help: "Only these tables, separated by commas.",
      completion: .commaSeparated(TidyTable.all(of: TidyFolder([])).map(\.name)))
    var only: [CommaSeparated<String>] = []

    @Flag(help: "Also losses.csv: the loss of every training pair before every epoch.")
    var losses = false

    @OptionGroup var verbosity: VerbosityOptions

    func run() throws {
      // What all runs decide is read first; the rest run by run, since losses of large sets are large.
      let runs = try source.runs(including: .epochs)
      func name(_ run: StoredRun) -> String { run.file.deletingPathExtension().lastPathComponent }
      let tables = try wanted(of: TidyTable.all(of: TidyFolder(runs.map { (name($0), $0.record) })))
      var contents: ResultContents = [.epochs, .noise, .selectionQualities, .queries]
      // Nothing else in a file is so large.
      if tables.contains(where: \.isLarge) { contents.insert(.sampleSelections) }
      let folder = URL(filePath: out, directoryHint: .isDirectory)
      try OutputFolder.create(folder)
      let files = tables.map { folder.appending(path: $0.fileName) }
      let writers = try zip(tables, files).map { table, file in
        let writer = try AtomicFile(replacing: file)
        try writer.write(table.header)
        return writer
      }
      for stored in runs {
        let record: RunRecord
        do {
          record = try ResultStore.read(stored.file, including: contents)
        } catch let failure as any BenchFailure {
          note("warning: skipped \(failure)")
          continue
        }
        for (table, writer) in zip(tables, writers) {
          try table.writeLines(of: record, named: name(stored)) { try writer.write($0) }
        }
      }
      for (file, writer) in zip(files, writers) {
        try writer.finish()
        say(file.relativePath)
      }
    }

    /// The tables that were named; all but those that are large where none was.
    private func wanted(of tables: [TidyTable]) throws -> [TidyTable] {
      guard let only = only.given() else { return tables.filter { losses || !$0.isLarge } }
      if only.contains("divisions") { note("the table divisions is now called sample_selections") }
      let names = try only.map { name in
        try Suggestion.find(
          name == "divisions" ? "sample_selections" : name, in: tables, id: \.name, else: ExportFailure.unknownTable
        ).name
      }
      return tables.filter { names.contains($0.name) || losses && $0.isLarge }
    }
  }
}
