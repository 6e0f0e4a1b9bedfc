import ArgumentParser
import BenchCore
import Datasets
import Evaluation
import Foundation
import Metrics
import Reports
import ResultStore
import Studies

extension Bench {
  /// Measures embeddings that any program exported.
  struct Eval: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: """
        Measure a checkpoint, or embeddings of any origin: \(Metric.allCases.map(\.title).joined(separator: ", ")), both directions, each head and their \
        mean.
        """,
      discussion: """
        --checkpoint encodes a dataset's captions and images once, all heads in one pass, with weights of OpenAI's CLIP,
        Hugging Face, IRRA, RDE or this tool (docs/checkpoints.md). --embeddings takes what any program exported:
        FILE.h5 has arrays `query/HEAD` and `gallery/HEAD` for each head, `query_identities` and `gallery_identities`
        (docs/embeddings-format.md). A folder of .npy files with the same names will do, and so will a result file of
        `bench sweep`. With --out the numbers become a row of `bench tables`.

        A query without a match in the gallery is a miss of R@K and left out of the other metrics; a warning counts them.

        Examples:
          bench eval --checkpoint best.pth --dataset CUHK-PEDES --data-root ~/data
          bench eval --embeddings mine.h5 --intervals
          bench eval --embeddings mine.h5 --label Mine --out Results/mine.h5
          bench eval --query-embeddings q.npy --gallery-embeddings g.npy \\
            --query-identities qi.npy --gallery-identities gi.npy
          bench eval --embeddings Results/run.h5 --queries 3,17,worst:5 --top 10
        """)

    @OptionGroup(title: "Embeddings") var source: EmbeddingSourceOptions

    @OptionGroup(title: "Checkpoint") var encoding: CheckpointOptions

    @Option(help: "Factors of heads in their mean, such as global=2,tse=1; a head not named has 1.")
    var weights: [HeadWeights] = []

    @Flag(help: "Add bootstrap intervals over test identities (docs/statistics.md).")
    var intervals = false

    @OptionGroup(title: "Bootstrap") var bootstrap: BootstrapOptions

    @OptionGroup(title: "Lists of retrieved images") var lists: RankedListOptions

    @OptionGroup(title: "Result file") var result: EvaluatedRunOptions

    @OptionGroup var data: DataOptions

    @Option(help: "Working memory on top of the embeddings, in MB. No result depends on it.")
    var memory = 1500

    @OptionGroup var document: DocumentFormat

    @OptionGroup var verbosity: VerbosityOptions

    func validate() throws {
      try weights.check()
      guard (1...1_000_000).contains(memory) else { throw ValidationError("--memory is 1 to 1000000 MB") }
    }

    func run() async throws {
      let start = ContinuousClock.now
      let (contents, warnings) = try await readContents()
      var embeddings = contents.embeddings
      let options = EvaluationOptions(memoryBudget: memory * 1_000_000, threads: bootstrap.threadCount)
      let evaluation = try source.naming {
        try EmbeddingEvaluation(embeddings, weights: weights.byHead, options: options)
      }
      detail("measured \(source.name)")
      for warning in evaluation.warnings { note("warning: \(warning)") }
      // Where they are to be listed.
      var ranked: [RankedList] = []
      if lists.isWanted {
        let dataset = result.dataset ?? contents.run?.spec.dataset.id
        embeddings.addNames(of: dataset, in: data.dataRootURL)
        ranked = try source.naming { try lists.lists(of: embeddings, evaluation, seed: bootstrap.seed) }
      }
      let report = try EvaluationReport(
        source: source.name, embeddings: embeddings, evaluation: evaluation, weights: weights.byHead, lists: ranked,
        bootstrap: intervals ? bootstrap.paired : nil, by: bootstrap.by)
      try write(contents, evaluation, warnings, start: start)
      switch document.chosen {
      case .json: print(try report.json())
      case let format:
        show((lists.isWanted ? report.listTable : report.table).rendered(as: format, styling: .screen), as: format)
      }
    }

    /// Embeddings from files, or from a checkpoint that is run for them, and what a reader of the numbers must know.
    private func readContents() async throws -> (EmbeddingFile.Contents, warnings: [String]) {
      guard let checkpoint = source.checkpoint else {
        let contents = try source.read()
        return (contents, contents.run?.warnings ?? [])
      }
      guard let dataset = result.dataset else {
        throw ValidationError("--checkpoint needs --dataset, whose captions and images it encodes")
      }
      let (embeddings, run, warnings) = try await encoding.embeddings(
        of: URL(filePath: checkpoint), dataset: dataset, dataRoot: data.dataRootURL, threads: bootstrap.threadCount)
      return (EmbeddingFile.Contents(embeddings: embeddings, run: run), warnings)
    }

    /// Writes the result file if one is wanted.
    private func write(
      _ contents: EmbeddingFile.Contents, _ evaluation: EmbeddingEvaluation, _ warnings: [String],
      start: ContinuousClock.Instant
    ) throws {
      guard let file = try result.file(otherThan: source.files) else { return }
      let run = try result.run(of: contents.run, sourceName: source.name, checkpoint: source.checkpointName)
      var record = try run.record(
        of: contents.embeddings, weights: weights.byHead, evaluation: evaluation, seconds: (.now - start).seconds)
      (record.provenance.commit, record.provenance.sources) = (ToolCode.current.commit, ToolCode.current.sources)
      record.warnings += warnings.filter { !record.warnings.contains($0) }
      try ResultStore.write(record, to: file)
      note("wrote \(file.relativePath): `\(run.label)`, \(run.dataset), \((100 * run.noise.rate).formatted())% noise")
    }
  }
}
