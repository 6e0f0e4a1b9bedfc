public import Foundation
public import ResultStore

/// Where and how a cell is executed; nothing here changes a number.
public struct CellWorkspace: Codable, Sendable, Hashable {
  /// The folder that holds the datasets' folders.
  public var dataRoot: URL
  /// Decoded images are kept here between runs; `nil` keeps none.
  public var cacheDirectory: URL?
  /// The folder of result files, logs and cell files.
  public var resultsDirectory: URL
  /// The index file or folder that the injector `index` reads; its content is pinned by the cell's specification.
  public var noiseIndex: URL?
  /// The weights that training starts from; their content is pinned by the cell's specification.
  public var weights: URL?
  /// CLIP's vocabulary; its content is pinned by this tool.
  public var vocabulary: URL?
  /// Which trained weights are kept beside the result file; `nil` keeps none.
  public var savedWeights: SavedWeights?
  /// Threads that prepare batches.
  public var workers: Int
  /// The CUDA device to use where the cell asks for CUDA.
  public var deviceIndex: Int
  /// Where the commands of external methods run.
  public var commandDirectory: URL?
  /// After so many seconds an external method's command is stopped; `nil` lets it run.
  public var commandTimeLimit: Double?
  /// What result files spend disk space on.
  public var storage: StorageOptions
  /// Whether epochs also get metrics on the test split.
  public var measuresTestEveryEpoch: Bool
  /// The commit of the tool, to be stored with results; empty where it is unknown.
  public var commit: String

  /// Chooses folders, workers and what is stored.
  public init(
    dataRoot: URL, cacheDirectory: URL?, resultsDirectory: URL, noiseIndex: URL? = nil, workers: Int = 1,
    deviceIndex: Int = 0, commandDirectory: URL? = nil, commandTimeLimit: Double? = nil,
    storage: StorageOptions = StorageOptions(), measuresTestEveryEpoch: Bool = false, commit: String = ""
  ) {
    self.dataRoot = dataRoot
    self.cacheDirectory = cacheDirectory
    self.resultsDirectory = resultsDirectory
    self.noiseIndex = noiseIndex
    self.workers = workers
    self.deviceIndex = deviceIndex
    self.commandDirectory = commandDirectory
    self.commandTimeLimit = commandTimeLimit
    self.storage = storage
    self.measuresTestEveryEpoch = measuresTestEveryEpoch
    self.commit = commit
  }

  /// The result file of a cell.
  public func resultFile(of cell: StudyCell) -> URL {
    resultsDirectory.appending(path: "\(cell.name).h5")
  }

  /// A file of trained weights beside the result file, such as `NAME.best.safetensors`.
  public func weightsFile(of cell: StudyCell, checkpoint: String) -> URL {
    resultsDirectory.appending(path: "\(cell.name).\(checkpoint).safetensors")
  }

  /// The file that a cell's process is told its work by; running `bench cell` on it repeats the cell alone.
  func cellFile(of cell: StudyCell) -> URL {
    resultsDirectory.appending(path: "cells").appending(path: "\(cell.name).json")
  }

  /// The output of a cell's process.
  func logFile(of cell: StudyCell) -> URL {
    resultsDirectory.appending(path: "logs").appending(path: "\(cell.name).log")
  }
}

/// A cell and its workspace, as one process hands them to another.
public struct CellTask: Codable, Sendable {
  /// What to run.
  public var cell: StudyCell
  /// Where to run it.
  public var workspace: CellWorkspace

  /// Pairs the two.
  public init(cell: StudyCell, workspace: CellWorkspace) {
    self.cell = cell
    self.workspace = workspace
  }
}
