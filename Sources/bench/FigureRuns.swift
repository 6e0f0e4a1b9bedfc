import BenchCore
import Datasets
import Foundation
import Methods
import Reports
import ResultStore

/// A folder of results as far as figures need it.
struct FigureRuns {
  /// The runs, each with its first and its last sample selection.
  private(set) var stored: [StoredRun] = []
  /// Files that could not be read.
  private(set) var skipped: [SkippedFile]

  /// Reads a folder, or what of it is a suite's, run by run, since all sample selections together may not fit into memory; warns of files it cannot read.
  ///
  /// - Throws: `ResultStoreError` for the folder, `ResultsFailure` where there are no results.
  init(directory: URL, of suite: SuiteSelection? = nil) throws {
    let (found, skipped) = try ResultStore.list(directory: directory)
    self.skipped = skipped
    for run in found where suite?.contains(run.record) ?? true {
      do {
        let record = try ResultStore.read(
          run.file, including: [.epochs, .sampleSelections, .selectionQualities, .noise, .queries])
        let marked = StoredRun(file: run.file, record: record).markingContradictions().record
        stored.append(StoredRun(file: run.file, record: marked.withOutermostSelections.withoutQueries))
      } catch let failure as any BenchFailure {
        self.skipped.append(SkippedFile(file: run.file, failure: failure))
      }
    }
    detail("read \(stored.count) results in \(directory.relativePath)")
    for file in self.skipped { note("warning: skipped \(file)") }
    if let suite, !found.isEmpty, !found.contains(where: { suite.contains($0.record) }) {
      throw ResultsFailure.none(of: found.count, in: directory.relativePath, areOf: suite.name)
    }
    guard !stored.isEmpty else { throw ResultsFailure.empty(directory.relativePath) }
  }

  /// Every figure that the runs have the numbers for; says what is left out.
  func figures(of metrics: [Metric]) -> FigureSet {
    let figures = FigureSet(of: stored.map(\.record), order: .registered, metrics: metrics)
    for omission in figures.omissions { note("note: \(omission)") }
    return figures
  }
}

extension DisplayOrder {
  /// The order of the registries.
  static let registered = DisplayOrder(methods: MethodRegistry.ids, datasets: DatasetRegistry.all.map(\.id))
}

extension OpenDecisions {
  /// Those of the registered methods.
  static let registered = OpenDecisions(
    Dictionary(
      uniqueKeysWithValues: MethodRegistry.all.compactMap { method in
        method.info.openDecision.map { (method.info.id, $0.note) }
      }))
}
