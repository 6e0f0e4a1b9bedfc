import ArgumentParser
import BenchCore
import Foundation
import Metrics
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
      let name = checkpoint ?? (first.record.best != nil && second.record.best != nil ? .best : .last)
      let test = try first.checkSameQueries(as: second)
      let (baseline, candidate) = (try first.checkpoint(name), try second.checkpoint(name))
      let comparison: RunComparison
      do {
        comparison = try RunComparison(
          baseline: baseline.textToImage.queries ?? QueryOutcomes(),
          candidate: candidate.textToImage.queries ?? QueryOutcomes(), bootstrap: bootstrap.paired)
      } catch {
        throw SourceFailure(source: "\(runA) and \(runB)", failure: error)
      }
      let split = RetrievalSet.atHand(
        first.record.spec.dataset.id, in: data.dataRootURL, queryIdentities: test.queryIdentities,
        galleryIdentities: test.galleryIdentities)
      let report = ComparisonReport(
        first: .init(first, baseline), second: .init(second, candidate), checkpoint: name, comparison: comparison,
        level: bootstrap.level, identities: test.queryIdentities, captions: split?.queryCaptions)
      print(json ? try report.json() : report.text(), terminator: json ? "\n" : "")
    }
  }
}

/// One of the two runs.
struct ComparedRun {
  let file: String
  /// Without embeddings.
  let record: RunRecord

  /// Reads a result file; throws for a run that failed.
  init(file: String) throws {
    self.file = file
    record = try ResultStore.read(URL(filePath: file), including: .queries)
    if case .failed(let reason) = record.outcome { throw ComparedRunFailure.failed(file, reason: reason) }
  }

  /// The test split that both runs were measured on; throws where it is not the same.
  func checkSameQueries(as other: ComparedRun) throws -> TestSplitRecord {
    let (test, otherTest) = (try testSplit(), try other.testSplit())
    for (side, own, others) in [
      ("query", test.queryIdentities, otherTest.queryIdentities),
      ("gallery", test.galleryIdentities, otherTest.galleryIdentities),
    ] where own != others {
      let difference =
        own.count == others.count
        ? "they first differ in row \(zip(own, others).enumerated().first { $1.0 != $1.1 }?.offset ?? 0)"
        : "there are \(own.count) and \(others.count)"
      throw ComparedRunFailure.otherTestSet(file, other.file, reason: "of the \(side) identities \(difference)")
    }
    return test
  }

  private func testSplit() throws -> TestSplitRecord {
    guard let test = record.test else { throw ComparedRunFailure.damaged(file, ranks: 0, queries: 0) }
    return test
  }

  /// One of the run's checkpoints with its queries; what the file does not say of them is measured where it has the
  /// embeddings.
  func checkpoint(_ name: CheckpointName) throws -> CheckpointRecord {
    guard var checkpoint = record[name] else { throw ComparedRunFailure.noCheckpoint(file, name) }
    let count = try testSplit().queryIdentities.count
    var queries = checkpoint.textToImage.queries ?? QueryOutcomes()
    guard queries.count == count else {
      throw ComparedRunFailure.damaged(file, ranks: queries.count, queries: count)
    }
    let unknown = Metric.measured.filter { queries[$0] == nil }
    if !unknown.isEmpty,
      let embeddings = try? EmbeddingFile.read(URL(filePath: file), checkpoint: name).embeddings
    {
      let measured = try EmbeddingEvaluation(embeddings).mean.textToImage.queries
      for metric in unknown { queries[metric] = measured[metric] }
    }
    let metrics = checkpoint.textToImage.metrics.completed(by: MetricValues(of: queries))
    checkpoint.textToImage = DirectionRecord(metrics: metrics, queries: queries)
    return checkpoint
  }
}

/// Runs that cannot be compared.
enum ComparedRunFailure: BenchFailure {
  case failed(String, reason: String)
  case noCheckpoint(String, CheckpointName)
  case damaged(String, ranks: Int, queries: Int)
  case otherTestSet(String, String, reason: String)

  var problem: String {
    switch self {
    case .failed(_, let reason): "the run failed, so there is nothing to compare: \(reason)"
    case .noCheckpoint(_, let name): "the run has no checkpoint `\(name.rawValue)`"
    case .damaged(_, let ranks, let queries): "the file has ranks of \(ranks) queries and identities of \(queries)"
    case .otherTestSet(_, _, let reason): "the runs were measured on different test sets: \(reason)"
    }
  }

  var location: String? {
    switch self {
    case .failed(let file, _), .noCheckpoint(let file, _), .damaged(let file, _, _): file
    case .otherTestSet(let first, let second, _): "\(first) and \(second)"
    }
  }

  var remedy: String? {
    switch self {
    case .failed, .damaged: "run the cell again"
    case .noCheckpoint(_, let name): "compare the other one: --checkpoint \(name == .best ? "last" : "best")"
    case .otherTestSet: "compare runs on the same split of the same dataset"
    }
  }
}
