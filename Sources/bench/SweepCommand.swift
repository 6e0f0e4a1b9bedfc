import ArgumentParser
import BenchCore
import Foundation
import ResultStore
import Studies
import Sweep

extension Bench {
  /// Trains and evaluates every combination of datasets, methods, noise rates and seeds.
  struct Sweep: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Train and evaluate every combination of datasets, methods, noise rates and seeds.",
      discussion: """
        Each combination is one run: one process, one HDF5 file in the results folder. Finished runs are not repeated; the
        same command goes on with interrupted ones and redoes failed ones. Print the table with `bench tables`.

        Examples:
          bench sweep --methods irra-sdm,rde-tal --noise 0,20,50
          bench sweep --methods rde-tal --noise 50% --seeds 1,2,3 --jobs 2
          bench sweep --methods all --noise 0,20,50
          bench sweep --methods RDE --set divides=false --label 'RDE without CCD'
          bench sweep --methods rde-tal --noise 50 --vary rde.tau=0.01,0.015,0.05
          bench sweep --datasets RSTPReid --weights ViT-B-16.pt --methods rde-tal
          bench sweep --methods external --command 'python3 mine.py' --label Mine
          bench sweep --suite Benchmarks/Suites/embedded-quick.yaml --jobs 2
          bench sweep --suite rde-table1 --weights ViT-B-16.pt --datasets RSTPReid
          bench sweep --suite my-study.yaml --executor slurm --gpus 1
        """)

    @Option(
      help: ArgumentHelp(
        "A YAML file that describes a whole study (docs/suites.md).",
        discussion: """
          A file, or the name of one of Benchmarks/Suites such as rde-table1. --methods, --datasets and --noise choose what \
          of it to run; --weights, --seeds, --epochs and others go before what it says.
          """),
      completion: .suites)
    var suite: String?

    @Flag(help: "Print the runs and how many of them are finished, and run nothing.")
    var dryRun = false

    @Flag(help: "Print the runs of --dry-run as JSON.")
    var json = false

    @OptionGroup(title: "What to run") var study: StudyArguments

    @OptionGroup(title: "A method of your own") var external: ExternalOptions

    @Option(help: "Trained weights to keep beside each result as safetensors: best, last, both or none.")
    var saveWeights = SavedWeights.none

    @OptionGroup(title: "How to run it") var execution: ExecutionOptions

    @OptionGroup(title: "Interrupted runs") var state: StateOptions

    @Option(
      help: ArgumentHelp(
        "Finished runs to run again: none, stale (made by other code, or before images were looked at) or all.",
        discussion: "A result stays until the new one takes its place (docs/resume.md)."))
    var rerun = RerunChoice.none

    @Option(
      help: ArgumentHelp(
        "Threads of each run that prepare its batches (default: the cores it has beside --threads, 1 to 8).",
        discussion: "0 prepares them in the training thread. No result depends on it."))
    var workers: Int?

    @Option(help: "Whose embeddings are kept: both, last, best or none. Finished runs are not repeated for more.")
    var embeddings = EmbeddingSelection.both

    @Option(help: "float32, or float16 for files of half the size.")
    var embeddingType = EmbeddingPrecision.float32

    @Flag(help: "Measure every epoch on the test split too, for curves such as RDE's figure 5.")
    var testEveryEpoch = false

    @OptionGroup(title: "On a cluster") var cluster: ClusterOptions
    @Option(help: "Write event files for TensorBoard into this folder, a subfolder for each run (docs/events.md).")
    var tensorboard: String?

    @OptionGroup var data: DataOptions

    @Option(help: "The folder for result files.", completion: .directory)
    var results = "Results"

    @Option(help: "The folder for decoded images and the digests of image files.")
    var cache = CacheFolder.path("images")

    @Flag(help: "Keep neither on disk: read and decode the images for every run.")
    var noCache = false

    @Flag(
      help: ArgumentHelp(
        "Take the images for what the cache says they were, without a look at the files.",
        discussion: """
          For huge sets on slow disks. Images that were changed since go unnoticed: their runs count as finished, or are \
          stored as runs on the images of before.
          """))
    var trustCache = false

    @OptionGroup var verbosity: VerbosityOptions

    /// Where decoded images and their digests are kept.
    var cacheDirectory: URL? { noCache ? nil : URL(filePath: cache).absoluteURL }

    func validate() throws {
      try validateSuite()
      guard !json || dryRun else { throw ValidationError("--json prints what --dry-run finds: add --dry-run") }
      if cluster.executor == .slurm, execution.jobs != nil || execution.namedDevices != nil {
        throw ValidationError(
          "--jobs, --devices and --device cuda:N are for --executor local: use --max-running and --gpus")
      }
      guard !noCache || !trustCache else { throw ValidationError("--trust-cache has nothing to trust with --no-cache") }
      guard (0...64).contains(workers ?? 0) else { throw ValidationError("--workers must be 0 to 64") }
    }

    mutating func run() async throws {
      if cluster.attach { return try await attach() }
      try await settleDevice()
      if cluster.executor == .slurm, !dryRun { try await SlurmClient().checkAnswer() }
      let plan = try plan()
      tellPrecision(of: plan)
      tellPinnedFiles(of: plan)
      tellFiles(of: plan)
      var workspace = RunWorkspace(
        dataRoot: data.dataRootURL, cacheDirectory: cacheDirectory,
        resultsDirectory: URL(filePath: results, directoryHint: .isDirectory).absoluteURL,
        commandDirectory: workingDirectory, timeLimit: execution.timeout, keepsState: state.keepState,
        discardsStatesBefore: state.discardState ? Date().timeIntervalSince1970 : nil,
        storage: StorageOptions(embeddings: embeddings, precision: embeddingType),
        measuresTestEveryEpoch: testEveryEpoch, code: .current)
      workspace.trustsCache = trustCache ? true : nil
      workspace.savedWeights = saveWeights
      workspace.checkpointsActivations = execution.checkpointActivations ? true : nil
      workspace.tensorBoardDirectory = tensorboard.map { URL(filePath: $0, directoryHint: .isDirectory).absoluteURL }
      guard !dryRun else {
        return try show(plan, finished: SweepExecution(workspace: workspace).finishedRuns())
      }
      let executor = try executor(for: plan, in: &workspace)
      try await SweepExecution(workspace: workspace, executor: executor).run(plan, rerun: rerun)
    }
  }
}

extension EmbeddingSelection: ExpressibleByArgument {}
extension EmbeddingPrecision: ExpressibleByArgument {}

extension SavedWeights: ExpressibleByArgument {}
extension RerunChoice: ExpressibleByArgument {}
