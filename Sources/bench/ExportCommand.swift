import ArgumentParser
import BenchCore
import Foundation
import Reports
import ResultStore

extension Bench {
  /// Writes results as tidy CSV.
  struct Export: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Write results as tidy CSV tables for pandas, R or a spreadsheet.",
      discussion: """
        Writes runs.csv, metrics.csv, curves.csv, divisions.csv, losses.csv, similarity.csv and queries.csv, all runs
        below each other; docs/export.md explains every column. A text that a spreadsheet would take for a formula gets
        an apostrophe in front.

        Example:
          bench export --results Results --out Reports/csv --only metrics,curves
        """)

    @OptionGroup var source: ResultsOptions

    @Option(help: "The folder for the CSV files.")
    var out = "Reports/csv"

    @Option(help: "Only these tables, separated by commas.")
    var only: CommaSeparated<String>?

    func run() throws {
      // Epochs are read first for the names of loss terms; the rest run by run, since losses of large sets are large.
      let runs = try source.runs(including: .epochs)
      var terms: [String] = []
      for name in runs.flatMap({ ($0.record.epochs ?? []).flatMap { $0.losses.map(\.name) } })
      where !terms.contains(name) {
        terms.append(name)
      }
      var tables = TidyTable.all(lossTerms: terms)
      for name in only?.values ?? [] where !tables.contains(where: { $0.name == name }) {
        throw ExportFailure.unknownTable(name, known: tables.map(\.name))
      }
      if let only { tables.removeAll { !only.values.contains($0.name) } }
      let folder = URL(filePath: out, directoryHint: .isDirectory)
      try OutputFolder.create(folder)
      let writers = try tables.map { try LineWriter(folder.appending(path: $0.fileName), header: $0.header) }
      for stored in runs {
        let record: RunRecord
        do {
          record = try ResultStore.read(
            stored.file, including: [.epochs, .noise, .sampleSelections, .selectionQualities, .queries])
        } catch let failure as any BenchFailure {
          note("warning: skipped \(failure)")
          continue
        }
        let name = stored.file.deletingPathExtension().lastPathComponent
        for (table, writer) in zip(tables, writers) {
          try table.writeLines(of: record, named: name) { try writer.write($0) }
        }
      }
      for writer in writers {
        try writer.finish()
        print(writer.file.relativePath)
      }
    }
  }
}

/// An export that cannot be made.
enum ExportFailure: BenchFailure {
  case unknownTable(String, known: [String])

  var problem: String {
    switch self {
    case .unknownTable(let name, _): "there is no table `\(name)` to export"
    }
  }
  var remedy: String? {
    switch self {
    case .unknownTable(let name, let known): Suggestion.phrase(for: name, in: known)
    }
  }
}

/// Writes a text file piece by piece beside its target, which it replaces at the end.
final class LineWriter {
  let file: URL
  private let partial: URL
  private let handle: FileHandle
  private var isFinished = false

  init(_ file: URL, header: String) throws {
    self.file = file
    // One name, so that what an interrupted export leaves is replaced by the next.
    partial = file.deletingLastPathComponent().appending(path: ".\(file.lastPathComponent).partial")
    try OutputFolder.write(header, to: partial)
    do {
      handle = try FileHandle(forWritingTo: partial)
      try handle.seekToEnd()
    } catch {
      throw OutputFailure(place: file.relativePath, reason: error.localizedDescription)
    }
  }

  deinit {
    if !isFinished { try? FileManager.default.removeItem(at: partial) }
  }

  func write(_ text: String) throws {
    do {
      try handle.write(contentsOf: Data(text.utf8))
    } catch {
      throw OutputFailure(place: file.relativePath, reason: error.localizedDescription)
    }
  }

  /// Puts the file in its place.
  func finish() throws {
    do {
      try handle.close()
      guard rename(partial.path, file.path) == 0 else {
        throw OutputFailure(place: file.relativePath, reason: String(cString: strerror(errno)))
      }
      isFinished = true
    } catch let failure as OutputFailure {
      throw failure
    } catch {
      throw OutputFailure(place: file.relativePath, reason: error.localizedDescription)
    }
  }
}
