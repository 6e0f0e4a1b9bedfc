package import Checkpoints
package import Foundation
package import ResultStore
package import Studies

/// Where and how a run is executed; nothing here changes a number.
package struct RunWorkspace: Codable, Sendable, Hashable {
  /// The folder that holds the datasets' folders.
  package var dataRoot: URL
  /// Decoded images are kept here between runs; `nil` keeps none.
  package var cacheDirectory: URL?
  /// Whether the images are taken for what the cache says they were, without a look at the files.
  package var trustsCache: Bool?
  /// The folder of result files, logs and run files.
  package var resultsDirectory: URL
  /// The index file or folder that the injector `index` reads; its content is pinned by the run's specification.
  package var noiseIndex: URL?
  /// The weights that training starts from; their content is pinned by the run's specification.
  package var weights: URL?
  /// What was said about that file; what of it changes a number is in the run's specification. `nil` for nothing.
  package var weightsReading: WeightsReading?
  /// CLIP's vocabulary; its content is pinned by this tool.
  package var vocabulary: URL?
  /// Which trained weights are kept beside the result file; `nil` keeps none.
  package var savedWeights: SavedWeights?
  /// Threads that prepare batches.
  package var workers: Int
  /// The CUDA device to use where the run asks for CUDA.
  package var deviceIndex: Int
  /// Whether the insides of blocks are computed again in the backward pass in place of being kept, which saves memory.
  package var checkpointsActivations: Bool?
  /// Where the commands of external methods run.
  package var commandDirectory: URL?
  /// After so many seconds a run is stopped; `nil` lets it run.
  package var timeLimit: Double?
  /// Whether the state of training stays beside a finished result, to go on from.
  package var keepsState: Bool
  /// States of before this time, in seconds since 1970, are thrown away where they cannot be gone on from; all others
  /// fail their run then.
  package var discardsStatesBefore: Double?
  /// Where runs write event files for TensorBoard; `nil` writes none.
  package var tensorBoardDirectory: URL?
  /// What result files spend disk space on.
  package var storage: StorageOptions
  /// Whether epochs also get metrics on the test split.
  package var measuresTestEveryEpoch: Bool
  /// The code of the process that executes the run, to be stored with results; `nil` where it is unknown.
  package var code: ToolCode?
  /// `ResultStore.digest` of the finished result that the run is to replace, such as one of other code: it stays until the
  /// new one is there. `nil` where a finished result leaves nothing to do.
  package var replacedResult: String?

  /// Chooses folders, workers and what is stored.
  package init(
    dataRoot: URL, cacheDirectory: URL?, resultsDirectory: URL, noiseIndex: URL? = nil, workers: Int = 1,
    deviceIndex: Int = 0, commandDirectory: URL? = nil, timeLimit: Double? = nil, keepsState: Bool = false,
    discardsStatesBefore: Double? = nil, tensorBoardDirectory: URL? = nil, storage: StorageOptions = StorageOptions(),
    measuresTestEveryEpoch: Bool = false, code: ToolCode? = nil
  ) {
    self.dataRoot = dataRoot
    self.cacheDirectory = cacheDirectory
    self.resultsDirectory = resultsDirectory
    self.noiseIndex = noiseIndex
    self.workers = workers
    self.deviceIndex = deviceIndex
    self.commandDirectory = commandDirectory
    self.timeLimit = timeLimit
    self.keepsState = keepsState
    self.discardsStatesBefore = discardsStatesBefore
    self.tensorBoardDirectory = tensorBoardDirectory
    self.storage = storage
    self.measuresTestEveryEpoch = measuresTestEveryEpoch
    self.code = code
  }

  /// The result file of a run.
  package func resultFile(of run: PlannedRun) -> URL {
    resultsDirectory.appending(path: "\(run.name).h5")
  }

  /// A file of trained weights beside the result file, such as `NAME.best.safetensors`.
  package func weightsFile(of run: PlannedRun, checkpoint: String) -> URL {
    resultsDirectory.appending(path: "\(run.name).\(checkpoint).safetensors")
  }

  /// The file that a run's process is told its work by; running `bench run` on it repeats the run alone.
  func taskFile(of run: PlannedRun) -> URL {
    resultsDirectory.appending(path: "runs").appending(path: "\(run.name).json")
  }

  /// What training goes on from after an interruption; it goes away when the result is stored.
  func stateFile(of run: PlannedRun) -> URL {
    resultsDirectory.appending(path: "states").appending(path: "\(run.name).state")
  }

  /// Held by the process that executes a run, so that no other does.
  func lockFile(of run: PlannedRun) -> URL {
    resultsDirectory.appending(path: "locks").appending(path: "\(run.name).lock")
  }

  /// What happened during a run, one JSON object a line.
  func eventsFile(of run: PlannedRun) -> URL {
    resultsDirectory.appending(path: "\(run.name).events.jsonl")
  }

  /// The output of a run's process.
  func logFile(of run: PlannedRun) -> URL {
    resultsDirectory.appending(path: "logs").appending(path: "\(run.name).log")
  }
}
