import BenchCore
import DataTestSupport
import Datasets
import Foundation
import Sweep
import TestSupport

/// A study on the tiny synth-pedes that a test can afford to run.
enum TinyStudy {
  /// Where planners put the embedded weights.
  static let weightsDirectory: URL = {
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "nc-bench-weights-\(ProcessInfo.processInfo.processIdentifier)")
    atexit { try? FileManager.default.removeItem(at: TinyStudy.weightsDirectory) }
    return folder
  }()

  /// A planner of the datasets under a folder.
  static func planner(
    of root: URL = TinyData.root, report: @escaping @Sendable (StudyPlanner.Event) -> Void = { _ in }
  ) -> StudyPlanner {
    StudyPlanner(dataRoot: root, weightsDirectory: weightsDirectory, report: report)
  }

  /// Plans a study of the tiny dataset that starts from random weights.
  static func cells(
    in root: URL = TinyData.root, _ change: (inout StudyRequest) -> Void = { _ in }
  ) throws -> [StudyCell] {
    var request = StudyRequest(
      datasets: [SynthPedes.datasetID], methods: ["irra-sdm", "rde-tal"], noiseRates: [0.5], seeds: [1])
    request.epochs = 2
    request.batchSize = 16
    request.weights = .random
    change(&request)
    return try planner(of: root).cells(of: request)
  }

  /// A place to run cells in.
  static func workspace(
    _ parent: URL, data: URL = TinyData.root, results: String = "results", workers: Int = 1
  ) -> CellWorkspace {
    let folder = parent.appending(path: results)
    try? FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    return CellWorkspace(dataRoot: data, cacheDirectory: nil, resultsDirectory: folder, workers: workers)
  }
}
