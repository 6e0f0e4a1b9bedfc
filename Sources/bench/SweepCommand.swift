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
          bench sweep --methods all --noise 0,20,50
          bench sweep --methods rde-tal,rde-sdm --noise 50 --set rde.usesTokenSelection=false
          bench sweep --methods rde-tal --noise 50 --vary rde.tau=0.01,0.015,0.05
          bench sweep --datasets CUHK-PEDES --data-root ~/data --methods rde-tal --noise 0.2
          bench sweep --methods external --command 'python3 my_method.py' --label Mine --timeout 3600
          bench sweep --suite Benchmarks/Suites/embedded-quick.yaml --jobs 2
        """)

    @Option(
      help: ArgumentHelp(
        "A YAML file that describes a whole study (docs/suites.md).",
        discussion: "Of the options of a study, --methods, --noise, --seeds and --epochs override all its studies."),
      completion: .file(extensions: ["yaml", "yml"]))
    var suite: String?

    @Flag(help: "Print the cells and how many of them are finished, and run nothing.")
    var dryRun = false

    @Option(help: "Methods, separated by commas, or all (bench list methods). With --suite: the only ones to run.")
    var methods: CommaSeparated<String>?

    @Option(
      help: ArgumentHelp(
        "Set a configuration field: [method.]field=value. Can be repeated.",
        discussion: "The method is an id or the start of several, such as rde; fields: bench list methods ID.",
        valueName: "field=value"))
    var set: [FieldSetting] = []

    @Option(
      help: ArgumentHelp(
        "Vary a configuration field: [method.]field=value,value. Can be repeated; all combinations are run.",
        valueName: "field=values"))
    var vary: [FieldSetting] = []

    @Option(
      help: "Noise rates: percent (20 or 20%) or fractions (0.2), separated by commas (default: 0,20,50).",
      transform: NoiseRate.list)
    var noise: [NoiseRate]?

    @Option(help: "Datasets, separated by commas (bench list datasets; default: \(SynthPedes.datasetID)).")
    var datasets: CommaSeparated<String>?

    @Option(help: "Seeds of weights, order and augmentation, separated by commas (default: 1).")
    var seeds: CommaSeparated<UInt64>?

    @Option(help: "How captions are corrupted (bench list noise; default: shuffle).")
    var injector: String?

    @Option(help: "Seed of the noise; the papers' files use 1 (default: 1).")
    var noiseSeed: UInt64?

    @Option(
      help: ArgumentHelp(
        "An .npy index of the papers, or a folder of them named like CUHK-PEDES_0.2.npy.",
        discussion: "Chooses the injector `index`. `bench noise paper` writes the published files.",
        valueName: "path"))
    var noiseIndex: String?

    @Flag(
      help: """
        Drop training images that cannot be decoded, with their pairs, before noise is injected; the result records \
        them. Without it, a corrupt image stops the run.
        """)
    var skipCorrupt = false

    @Option(help: "Passes over the training pairs (default: the recipe's).")
    var epochs: Int?

    @Option(help: "Pairs per optimiser step (default: the recipe's).")
    var batchSize: Int?

    @Option(help: "Peak learning rate of the trunk (default: the recipe's).")
    var learningRate: Double?

    @Option(
      help: ArgumentHelp(
        """
        Weights that training starts from: OpenAI's or Hugging Face's CLIP, any checkpoint with a CLIP trunk, embedded, \
        or random (default: embedded on drawn datasets, else random).
        """,
        discussion: "Weights with CLIP's vocabulary are trained with the papers' recipe on 384x128 images."),
      completion: .file())
    var weights: String?

    @Option(
      help: "CLIP's vocabulary (default: .cache/clip/bpe_simple_vocab_16e6.txt.gz, else merges.txt of --weights).")
    var vocabulary: String?

    @Option(help: "Height and width of the images, such as 384x128 (only with --weights).")
    var imageSize: ImageSize?

    @Option(help: "Trained weights to keep beside each result as safetensors: best, last, both or none.")
    var saveWeights = SavedWeights.none

    @Option(
      help: "The split on which Best is chosen (default: val). The papers' code uses test, their text says validation.")
    var selection: Split?

    @Option(help: "Whether captions are augmented: paper (default: as each method's paper does), on, or off.")
    var textAugmentation: StudyRequest.CaptionAugmentationChoice?

    @Option(help: "How images are augmented: none, flip, paper or amns (default: as each method's paper does).")
    var imageAugmentation: String?

    @Option(
      help: """
        Compute threads of one cell (default: 1). Part of a run's identity: sums in another order round differently.
        """)
    var threads: Int?

    @Option(help: "Cells to run at the same time (default: as many as the processor's cores allow).")
    var jobs: Int?

    @Option(help: "Threads of each cell that prepare its batches; 0 prepares them in the training thread.")
    var workers = 1

    @Option(help: "cpu or cuda.")
    var device = "cpu"

    @Option(help: "Whose embeddings are kept: both, last, best or none. Finished cells are not run again for more.")
    var embeddings = EmbeddingSelection.both

    @Option(help: "float32, or float16 for files of half the size.")
    var embeddingType = EmbeddingPrecision.float32

    @Flag(help: "Measure every epoch on the test split too, for curves such as RDE's figure 5.")
    var testEveryEpoch = false

    @Option(
      help: ArgumentHelp(
        "The command of the method `external`: a shell runs it for every cell (docs/external-methods.md).",
        discussion: "The path of a JSON file that says what to do is added as its last argument."))
    var command: String?

    @Option(help: "The name of the external method in tables (default: the file that the command runs).")
    var label: String?

    @Option(help: "Seconds after which an external method's command is stopped (default: never).")
    var timeout: Double?

    @OptionGroup var data: DataOptions

    @Option(help: "The folder for result files.")
    var out = "Results"

    @Option(help: "The folder for decoded images.")
    var cache = ".cache/images"

    @Flag(help: "Keep no decoded images on disk: decode them for every cell.")
    var noCache = false

    func validate() throws {
      try validateSuite()
      guard ["cpu", "cuda"].contains(device) else {
        throw ValidationError("--device is cpu or cuda, not \(device)")
      }
      if let jobs, jobs < 1 { throw ValidationError("--jobs must be 1 or more") }
      guard (0...64).contains(workers) else { throw ValidationError("--workers must be 0 to 64") }
      if weights == nil, imageSize != nil || vocabulary != nil {
        throw ValidationError("--image-size and --vocabulary belong to --weights")
      }
      if noiseIndex != nil, let injector, injector != "index" {
        throw ValidationError("--noise-index is read by the injector `index`, not by `\(injector)`")
      }
      if let timeout, !(timeout > 0 && timeout <= 1e8) { throw ValidationError("--timeout must be above 0 seconds") }
      if label != nil, command == nil { throw ValidationError("--label names the method of --command") }
    }

    func run() async throws {
      let plan = try plan()
      var workspace = CellWorkspace(
        dataRoot: data.dataRootURL, cacheDirectory: noCache ? nil : URL(filePath: cache).absoluteURL,
        resultsDirectory: URL(filePath: out, directoryHint: .isDirectory).absoluteURL, workers: workers,
        commandDirectory: workingDirectory, commandTimeLimit: timeout,
        storage: StorageOptions(embeddings: embeddings, precision: embeddingType),
        measuresTestEveryEpoch: testEveryEpoch, commit: await ToolCommit.current())
      workspace.savedWeights = saveWeights
      let cores = ProcessInfo.processInfo.activeProcessorCount
      let execution = SweepExecution(
        workspace: workspace, jobs: jobs ?? max(1, cores / max(1, plan.studies.map(\.request.threads).max() ?? 1)))
      guard !dryRun else { return try show(plan, finished: execution.finishedSignatures()) }
      try await execution.run(plan)
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

extension SavedWeights: ExpressibleByArgument {}

extension ImageSize: ExpressibleByArgument {
  /// Reads `384x128`.
  public init?(argument: String) { self.init(argument) }
}

extension FieldSetting: ExpressibleByArgument {
  /// Reads `[method.]field=value[,value ...]`.
  public init?(argument: String) { self.init(typed: argument) }
}

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
