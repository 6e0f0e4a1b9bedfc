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
        """)

    @Option(help: "Methods, separated by commas, or all (bench list methods).")
    var methods: CommaSeparated<String>

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
      help: "Noise rates: percent (20 or 20%) or fractions (0.2), separated by commas.",
      transform: NoiseRate.list)
    var noise: [NoiseRate] = [NoiseRate(percent: 0), NoiseRate(percent: 20), NoiseRate(percent: 50)]

    @Option(help: "Datasets, separated by commas (bench list datasets).")
    var datasets = CommaSeparated([SynthPedes.datasetID])

    @Option(help: "Seeds of weights, order and augmentation, separated by commas.")
    var seeds = CommaSeparated<UInt64>([1])

    @Option(help: "How captions are corrupted (bench list noise; default: shuffle).")
    var injector: String?

    @Option(help: "Seed of the noise; the papers' files use 1.")
    var noiseSeed: UInt64 = 1

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

    @Option(help: "The split on which Best is chosen. The papers' code uses test, their text says validation.")
    var selection = Split.val

    @Option(help: "Whether captions are augmented: paper (as each method's paper does), on, or off.")
    var textAugmentation = StudyRequest.CaptionAugmentationChoice.paper

    @Option(help: "How images are augmented: none, flip, paper or amns (default: as each method's paper does).")
    var imageAugmentation: String?

    @Option(help: "Compute threads of one cell. Part of a run's identity: sums in another order round differently.")
    var threads = 1

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

    /// Reads the data and resolves every cell, telling about the images that are left out.
    private func plan(_ request: StudyRequest) throws -> (cells: [StudyCell], weights: [String: URL]) {
      let display = CountDisplay(label: "decoding training images", unit: "images")
      defer { display.finish() }
      var planner = StudyPlanner(
        dataRoot: data.dataRootURL, weightsDirectory: EmbeddedData.weightsDirectory
      ) { event in
        switch event {
        case .decoding(_, let done, let total): display.show(done: done, of: total)
        case .skipped(let dataset, let images, let pairs):
          display.finish()
          let listed = images.errors.prefix(10).map { "  \($0.path): \($0.problem)" }
          let more = images.errors.count > 10 ? ["  ... and \(images.errors.count - 10) more"] : []
          let count = images.errors.count
          note(
            ([
              "\(dataset): \(count) training image\(count == 1 ? "" : "s") cannot be decoded; "
                + "left out with \(pairs) pair\(pairs == 1 ? "" : "s")"
            ] + listed + more).joined(separator: "\n"))
        }
      }
      let cells = try planner.cells(of: request)
      return (cells, planner.weightsFiles)
    }

    func run() async throws {
      let folder = URL(filePath: FileManager.default.currentDirectoryPath, directoryHint: .isDirectory)
      var request = StudyRequest(
        datasets: datasets.values, methods: methods.values, noiseRates: noise.map(\.fraction), seeds: seeds.values)
      request.settings = set
      request.variations = vary
      request.injector = injector ?? (noiseIndex == nil ? request.injector : "index")
      request.noiseIndex = noiseIndex.map { URL(filePath: $0).absoluteURL }
      request.skipsCorruptImages = skipCorrupt
      request.noiseSeed = noiseSeed
      request.weights = StartingPoint(weights ?? "automatic", in: folder)
      request.vocabulary = vocabulary.map { URL(filePath: $0).absoluteURL }
      request.imageSize = imageSize
      request.epochs = epochs
      request.batchSize = batchSize
      request.learningRate = learningRate
      request.selection = selection
      request.captionAugmentation = textAugmentation
      request.imageAugmentation = imageAugmentation
      request.threads = threads
      request.device = device
      if let command { request.external = try ExternalCommand(commandLine: command, label: label, directory: folder) }

      try StudyPlanner.check(request)
      try EmbeddedData.prepare(request.datasets, in: data.dataRootURL)
      let (cells, weightsFiles) = try plan(request)
      var workspace = CellWorkspace(
        dataRoot: data.dataRootURL, cacheDirectory: noCache ? nil : URL(filePath: cache).absoluteURL,
        resultsDirectory: URL(filePath: out, directoryHint: .isDirectory).absoluteURL,
        noiseIndex: request.noiseIndex, workers: workers, commandDirectory: folder, commandTimeLimit: timeout,
        storage: StorageOptions(embeddings: embeddings, precision: embeddingType),
        measuresTestEveryEpoch: testEveryEpoch, commit: await ToolCommit.current())
      workspace.weights = weightsFiles
      workspace.vocabulary = request.vocabulary
      workspace.savedWeights = saveWeights
      let cores = ProcessInfo.processInfo.activeProcessorCount
      try await SweepExecution(cells: cells, workspace: workspace, jobs: jobs ?? max(1, cores / max(1, threads))).run()
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
