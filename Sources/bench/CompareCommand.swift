import ArgumentParser
import BenchCore
import Foundation
import Metrics
import Reports
import ResultStore

extension Bench {
  /// Compares two runs query by query.
  struct Compare: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Compare two result files: differences with intervals, queries won and lost, the largest changes.",
      discussion: """
        Differences are RUN_B minus RUN_A in percentage points, with paired bootstrap intervals over the queries of the
        test split (text-to-image). An interval says how much is due to the choice of test queries; other training
        seeds are another matter. Both runs must have been measured on the same queries and gallery.

        Example: bench compare Results/irra.h5 Results/rde.h5
        """)

    @Argument(help: "The result file to compare with.", completion: .file(extensions: ["h5"]))
    var runA: String

    @Argument(help: "The result file whose gain is wanted.", completion: .file(extensions: ["h5"]))
    var runB: String

    @Option(help: "best or last (default: best where both runs have it).")
    var checkpoint: CheckpointName?

    @OptionGroup(title: "Bootstrap") var bootstrap: BootstrapOptions

    @OptionGroup var data: DataOptions

    @Flag(help: "Print JSON with all digits.")
    var json = false

    func run() throws {
      let (first, second) = (try ComparedRun(file: runA), try ComparedRun(file: runB))
      let test = first.record.test
      let split = RetrievalSet.atHand(
        first.record.spec.dataset.id, in: data.dataRootURL, queryIdentities: test?.queryIdentities ?? [],
        galleryIdentities: test?.galleryIdentities ?? [])
      let report: ComparisonReport
      do {
        report = try ComparisonReport(
          of: first, and: second, checkpoint: checkpoint, bootstrap: bootstrap.paired, captions: split?.queryCaptions)
      } catch let failure as ComparisonFailure {
        throw SourceFailure(source: "\(runA) and \(runB)", failure: failure)
      }
      if json { return print(try report.json()) }
      say(report.text(), terminator: "")
    }
  }
}

extension ComparedRun {
  /// Reads a result file.
  ///
  /// - Throws: `ResultStoreError`, or `ComparedRunFailure` for a run that failed.
  fileprivate init(file: String) throws {
    let location = URL(filePath: file)
    try self.init(file: file, record: ResultStore.read(location, including: .queries)) {
      try EmbeddingFile.read(location, checkpoint: $0).embeddings
    }
  }
}
