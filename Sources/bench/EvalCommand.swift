import ArgumentParser
import BenchCore
import Datasets
import Foundation
import Metrics
import Reports
import ResultStore
import Sweep

extension Bench {
  /// Measures embeddings that any program exported.
  struct Eval: ParsableCommand {
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
          bench eval --embeddings mine.h5 --label Mine --dataset CUHK-PEDES --noise 20 --out Results/mine.h5
          bench eval --query-embeddings q.npy --gallery-embeddings g.npy \\
            --query-identities qi.npy --gallery-identities gi.npy
          bench eval --embeddings Results/run.h5 --queries 3,17,worst:5,random:5 --top 10
        """)

    @OptionGroup(title: "Embeddings") var source: EmbeddingSourceOptions

    @OptionGroup(title: "Checkpoint") var encoding: CheckpointOptions

    @Option(help: "Factors of heads in their mean, such as global=2,tse=1; a head not named has 1.")
    var weights: HeadWeights = HeadWeights()

    @Flag(help: "Add bootstrap intervals over queries.")
    var intervals = false

    @OptionGroup(title: "Bootstrap") var bootstrap: BootstrapOptions

    @OptionGroup(title: "Lists of retrieved images") var lists: RankedListOptions

    @OptionGroup(title: "Result file") var result: EvaluatedRunOptions

    @OptionGroup var data: DataOptions

    @Option(help: "Working memory on top of the embeddings, in MB. No result depends on it.")
    var memory = 1500

    @Option(help: "\(ReportFormat.allCases.map(\.rawValue).joined(separator: ", ")); json has all digits.")
    var format = ReportFormat.text

    @Flag(help: "The same as --format json.")
    var json = false

    func validate() throws {
      guard (1...1_000_000).contains(memory) else { throw ValidationError("--memory is 1 to 1000000 MB") }
    }

    func run() throws {
      let start = Date()
      let contents = try readContents()
      var embeddings = contents.embeddings
      let options = EvaluationOptions(memoryBudget: memory * 1_000_000, threads: bootstrap.threadCount)
      let evaluation = try source.naming {
        try EmbeddingEvaluation(embeddings, weights: weights.byHead, options: options)
      }
      for warning in evaluation.warnings { note("warning: \(warning)") }
      // Where they are to be listed.
      var ranked: [RankedList] = []
      if lists.isWanted {
        let dataset = result.dataset ?? contents.run?.spec.dataset.id
        embeddings.addNames(of: dataset, in: data.dataRootURL)
        ranked = try source.naming { try lists.lists(of: embeddings, evaluation, seed: bootstrap.seed) }
      }
      let report = EvaluationReport(
        source: source.name, embeddings: embeddings, evaluation: evaluation, weights: weights.byHead,
        intervals: intervals ? try EvaluationReport.intervals(of: evaluation, bootstrap.paired) : nil,
        level: bootstrap.level, lists: ranked)
      try write(contents, evaluation, start: start)
      switch json ? .json : format {
      case .json: print(try report.json())
      case let format: print((lists.isWanted ? report.listTable : report.table).rendered(as: format), terminator: "")
      }
    }

    /// Embeddings from files, or from a checkpoint that is run for them.
    private func readContents() throws -> EmbeddingFile.Contents {
      guard let checkpoint = source.checkpoint else { return try source.read() }
      guard let dataset = result.dataset else {
        throw ValidationError("--checkpoint needs --dataset, whose captions and images it encodes")
      }
      let (embeddings, run) = try encoding.embeddings(
        of: URL(filePath: checkpoint), dataset: dataset, dataRoot: data.dataRootURL, threads: bootstrap.threadCount)
      return EmbeddingFile.Contents(embeddings: embeddings, run: run)
    }

    /// Writes the result file if one is wanted.
    private func write(_ contents: EmbeddingFile.Contents, _ evaluation: EmbeddingEvaluation, start: Date) throws {
      guard let file = try result.file(otherThan: source.files) else { return }
      let run = try result.run(of: contents.run, sourceName: source.name, checkpoint: source.checkpointName)
      let record = try run.record(
        of: contents.embeddings, weights: weights.byHead, evaluation: evaluation, start: start)
      try ResultStore.write(record, to: file)
      note("wrote \(file.relativePath): `\(run.label)`, \(run.dataset), \((100 * run.noise.rate).formatted())% noise")
    }
  }
}

/// Factors of heads, such as `global=2,tse=1`.
struct HeadWeights: ExpressibleByArgument {
  var byHead: [String: Double] = [:]

  init() {}

  init?(argument: String) {
    for part in argument.split(separator: ",", omittingEmptySubsequences: false) {
      guard let separator = part.lastIndex(of: "="), let weight = Double(part[part.index(after: separator)...]) else {
        return nil
      }
      let name = part[..<separator].trimmingCharacters(in: .whitespaces)
      guard weight >= 0, weight.isFinite, !name.isEmpty, byHead.updateValue(weight, forKey: name) == nil else {
        return nil
      }
    }
  }

  var defaultValueDescription: String { "1 each" }
}

/// Where embeddings come from.
struct EmbeddingSourceOptions: ParsableArguments {
  @Option(help: "Weights to encode --dataset with: a file (.pth, .pt, .safetensors) or a Hugging Face folder.")
  var checkpoint: String?

  @Option(help: "An HDF5 file of embeddings, a folder of .npy files, or a result file of this tool.")
  var embeddings: String?

  @Option(
    help:
      "The checkpoint to take from a result file, and to store with --out: best or last (default: best of a result file, last of others)."
  )
  var checkpointName: CheckpointName?

  @Option(help: "An .npy file [queries, width].", completion: .file(extensions: ["npy"]))
  var queryEmbeddings: String?

  @Option(help: "An .npy file [gallery images, width].", completion: .file(extensions: ["npy"]))
  var galleryEmbeddings: String?

  @Option(help: "An .npy file of integers.", completion: .file(extensions: ["npy"]))
  var queryIdentities: String?

  @Option(help: "An .npy file of integers.", completion: .file(extensions: ["npy"]))
  var galleryIdentities: String?

  func validate() throws {
    let given = arrays.count { $0 != nil }
    let sources = [checkpoint, embeddings].count { $0 != nil }
    guard (sources == 1 && given == 0) || (sources == 0 && given == arrays.count) else {
      throw ValidationError(
        "give --checkpoint, or --embeddings, or all of --query-embeddings, --gallery-embeddings, --query-identities and "
          + "--gallery-identities")
    }
  }

  /// What the embeddings are called in messages.
  var name: String { checkpoint ?? embeddings ?? queryEmbeddings ?? "" }

  /// Every file that is read.
  var files: [URL] { (arrays + [checkpoint, embeddings]).compactMap { $0.map { URL(filePath: $0) } } }

  /// Reads the embeddings.
  func read() throws -> EmbeddingFile.Contents {
    if let embeddings {
      return try EmbeddingFile.read(URL(filePath: embeddings), checkpoint: checkpointName ?? .best)
    }
    let urls = arrays.compactMap { $0.map { URL(filePath: $0) } }
    return try EmbeddingFile.read(
      query: urls[0], gallery: urls[1], queryIdentities: urls[2], galleryIdentities: urls[3])
  }

  /// Adds the source's name to failures of `body`.
  func naming<Result>(_ body: () throws -> Result) throws -> Result {
    do {
      return try body()
    } catch let failure as EmbeddingEvaluationFailure {
      throw SourceFailure(source: name, failure: failure)
    }
  }

  private var arrays: [String?] { [queryEmbeddings, galleryEmbeddings, queryIdentities, galleryIdentities] }
}

extension CheckpointName: ExpressibleByArgument {}

/// A failure with the file it concerns.
struct SourceFailure: BenchFailure {
  let source: String
  let failure: any BenchFailure

  var problem: String { failure.problem }
  var location: String? { failure.location.map { "\(source): \($0)" } ?? source }
  var remedy: String? { failure.remedy }
}

/// The settings of bootstrap intervals, shared by commands.
struct BootstrapOptions: ParsableArguments {
  @Option(help: "Resamples of the bootstrap.")
  var resamples = 10_000

  @Option(help: "The share of resamples inside an interval.")
  var level = 0.95

  @Option(help: "The seed of resamples and of random queries.")
  var seed: UInt64 = 1

  @Option(help: "Threads (default: every core). No result depends on it.")
  var threads: Int?

  var threadCount: Int { threads ?? ProcessInfo.processInfo.activeProcessorCount }

  var paired: PairedBootstrap {
    PairedBootstrap(resamples: resamples, level: level, seed: seed, threads: threadCount)
  }
}
