import BenchCore
import DataTestSupport
import Datasets
import Foundation
import Sweep
import TestSupport

/// A study on the tiny synth-pedes that a test can afford to run.
enum TinyStudy {
  /// Plans a study of the tiny dataset.
  static func cells(
    in root: URL = TinyData.root, _ change: (inout StudyRequest) -> Void = { _ in }
  ) throws -> [StudyCell] {
    var request = StudyRequest(
      datasets: [SynthPedes.datasetID], methods: ["irra-sdm", "rde-tal"], noiseRates: [0.5], seeds: [1])
    request.epochs = 2
    request.batchSize = 16
    change(&request)
    return try StudyPlanner(dataRoot: root).cells(of: request)
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
