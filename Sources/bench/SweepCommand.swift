import ArgumentParser
import BenchCore
import Datasets
import Dispatch
import Foundation
import ResultStore
import Sweep

extension Bench {
  /// Trains and evaluates every combination of datasets, methods, noise rates and seeds.
  struct Sweep: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Train and evaluate every combination of datasets, methods, noise rates and seeds.",
      discussion: """
        Each combination is one cell: one process, one HDF5 file in the results folder. Finished cells are not run
        again; a failed or interrupted one is redone by the same command. Print the table with `bench tables`.

        Examples:
          bench sweep --methods irra-sdm,rde-tal --noise 0,20,50
          bench sweep --methods rde-tal --noise 50% --seeds 1,2,3 --jobs 2
          bench sweep --datasets CUHK-PEDES --data-root ~/data --methods rde-tal --noise 0.2
        """)

    @Option(help: "Methods, separated by commas (bench list methods).")
    var methods: CommaSeparated<String>

    @Option(
      help: "Noise rates: percent (20 or 20%) or fractions (0.2), separated by commas.",
      transform: NoiseRate.list)
    var noise: [NoiseRate] = [NoiseRate(percent: 0), NoiseRate(percent: 20), NoiseRate(percent: 50)]

    @Option(help: "Datasets, separated by commas (bench list datasets).")
    var datasets = CommaSeparated([SynthPedes.datasetID])

    @Option(help: "Seeds of weights, order and augmentation, separated by commas.")
    var seeds = CommaSeparated<UInt64>([1])

    @Option(help: "How captions are corrupted (bench list noise).")
    var injector = "shuffle"

    @Option(help: "Seed of the noise; the papers' files use 1.")
    var noiseSeed: UInt64 = 1

    @Option(help: "Passes over the training pairs (default: the recipe's).")
    var epochs: Int?

    @Option(help: "Pairs per optimiser step (default: the recipe's).")
    var batchSize: Int?

    @Option(help: "Peak learning rate of the trunk (default: the recipe's).")
    var learningRate: Double?

    @Option(help: "The split on which Best is chosen. The papers' code uses test, their text says validation.")
    var selection = Split.val

    @Option(help: "Whether captions are augmented: paper (as each method's paper does), on, or off.")
    var textAugmentation = StudyRequest.CaptionAugmentationChoice.paper

    @Option(help: "Compute threads of one cell. Part of a run's identity: sums in another order round differently.")
    var threads = 1

    @Option(help: "Cells to run at the same time (default: as many as the processor's cores allow).")
    var jobs: Int?

    @Option(help: "cpu or cuda.")
    var device = "cpu"

    @Option(help: "Whose embeddings are kept: both, last, best or none. Finished cells are not run again for more.")
    var embeddings = EmbeddingSelection.both

    @Option(help: "float32, or float16 for files of half the size.")
    var embeddingType = EmbeddingPrecision.float32

    @Flag(help: "Measure every epoch on the test split too, for curves such as RDE's figure 5.")
    var testEveryEpoch = false

    @OptionGroup var data: DataOptions

    @Option(help: "The folder for result files.")
    var out = "Results"

    @Option(help: "The folder for decoded images.")
    var cache = ".cache/images"

    @Flag(help: "Keep no decoded images on disk: decode them for every cell.")
    var noCache = false

    func validate() throws {
      guard ["cpu", "cuda"].contains(device) else {
        throw ValidationError("--device is cpu or cuda, not \(device)")
      }
      if let jobs, jobs < 1 { throw ValidationError("--jobs must be 1 or more") }
    }

    func run() async throws {
      var request = StudyRequest(
        datasets: datasets.values, methods: methods.values, noiseRates: noise.map(\.fraction), seeds: seeds.values)
      request.injector = injector
      request.noiseSeed = noiseSeed
      request.epochs = epochs
      request.batchSize = batchSize
      request.learningRate = learningRate
      request.selection = selection
      request.captionAugmentation = textAugmentation
      request.threads = threads
      request.device = device

      if request.datasets.contains(SynthPedes.datasetID) { try EmbeddedData.prepare(in: data.dataRootURL) }
      let cells = try StudyPlanner(dataRoot: data.dataRootURL).cells(of: request)
      let workspace = CellWorkspace(
        dataRoot: data.dataRootURL, cacheDirectory: noCache ? nil : URL(filePath: cache).absoluteURL,
        resultsDirectory: URL(filePath: out, directoryHint: .isDirectory).absoluteURL,
        storage: StorageOptions(embeddings: embeddings, precision: embeddingType),
        measuresTestEveryEpoch: testEveryEpoch, commit: await ToolCommit.current())
      let cores = ProcessInfo.processInfo.activeProcessorCount
      let runner = SweepRunner(
        executable: Bench.executablePath, workspace: workspace, jobs: jobs ?? max(1, cores / max(1, threads)))
      let display = SweepDisplay(cellCount: cells.count)
      let sweep = Task { try await runner.run(cells) { event in await display.show(event) } }
      let interrupt = onInterrupt { sweep.cancel() }
      defer { interrupt.cancel() }
      do {
        let summary = try await sweep.value
        await display.finish(summary)
        guard summary.failures.isEmpty else { throw ExitCode(1) }
      } catch is CancellationError {
        await display.interrupted()
        throw ExitCode(130)
      }
    }
  }

  /// The path of the running executable, for cells' processes.
  static var executablePath: String {
    (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? CommandLine.arguments[0]
  }
}

extension StudyRequest.CaptionAugmentationChoice: ExpressibleByArgument {}
extension EmbeddingSelection: ExpressibleByArgument {}
extension EmbeddingPrecision: ExpressibleByArgument {}

extension NoiseRate {
  /// Parses `0,20,50%`; throws with the reason for the first value that is no rate.
  static func list(_ text: String) throws -> [NoiseRate] {
    try text.split(separator: ",", omittingEmptySubsequences: false).map { part in
      let value = part.trimmingCharacters(in: .whitespaces)
      guard let rate = NoiseRate(argument: value) else {
        throw ValidationError("a noise rate is a percentage from 0 to 100 or a fraction such as 0.2, not `\(value)`")
      }
      return rate
    }
  }
}

/// Calls `body` on Ctrl-C and on a polite request to end; the default of dying at once is switched off.
func onInterrupt(_ body: @escaping @Sendable () -> Void) -> InterruptHandler {
  InterruptHandler(body)
}

/// Listens to SIGINT and SIGTERM until cancelled.
struct InterruptHandler {
  private let sources: [any DispatchSourceSignal]

  init(_ body: @escaping @Sendable () -> Void) {
    sources = [SIGINT, SIGTERM].map { number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
      source.setEventHandler(handler: body)
      source.activate()
      return source
    }
  }

  func cancel() {
    for source in sources { source.cancel() }
  }
}
