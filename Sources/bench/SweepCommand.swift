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

    @Flag(help: "Print the runs and how many of them are finished, and run nothing.")
    var dryRun = false

    @OptionGroup(title: "What to run") var study: StudyArguments

    @OptionGroup(title: "A method of your own") var external: ExternalOptions

    @Option(help: "Trained weights to keep beside each result as safetensors: best, last, both or none.")
    var saveWeights = SavedWeights.none

    @OptionGroup(title: "Interrupted runs") var state: StateOptions

    @Option(help: "Runs to have under way at the same time (default: as many as the processor's cores allow).")
    var jobs: Int?

    @Option(help: "Threads of each run that prepare its batches; 0 prepares them in the training thread.")
    var workers = 1

    @Option(help: "cpu or cuda.")
    var device = "cpu"

    @Option(help: "Whose embeddings are kept: both, last, best or none. Finished runs are not repeated for more.")
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

    @Flag(help: "Keep no decoded images on disk: decode them for every run.")
    var noCache = false

    func validate() throws {
      try validateSuite()
      guard ["cpu", "cuda"].contains(device) else {
        throw ValidationError("--device is cpu or cuda, not \(device)")
      }
      if let jobs, jobs < 1 { throw ValidationError("--jobs must be 1 or more") }
      guard (0...64).contains(workers) else { throw ValidationError("--workers must be 0 to 64") }
    }

    func run() async throws {
      let plan = try plan()
      var workspace = RunWorkspace(
        dataRoot: data.dataRootURL, cacheDirectory: noCache ? nil : URL(filePath: cache).absoluteURL,
        resultsDirectory: URL(filePath: out, directoryHint: .isDirectory).absoluteURL, workers: workers,
        commandDirectory: workingDirectory, timeLimit: external.timeout, keepsState: state.keepState,
        discardsState: state.discardState,
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
}

extension EmbeddingSelection: ExpressibleByArgument {}
extension EmbeddingPrecision: ExpressibleByArgument {}

extension SavedWeights: ExpressibleByArgument {}
