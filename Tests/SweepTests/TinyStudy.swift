import BenchCore
import Datasets
import Foundation
import Sweep
import TestSupport

/// A study on the tiny synth-pedes that a test can afford to run.
enum TinyStudy {
  /// Draws the tiny dataset and plans a study of it.
  static func cells(in root: URL, _ change: (inout StudyRequest) -> Void = { _ in }) throws -> [StudyCell] {
    _ = try SynthPedes.write(.tiny, to: root, workers: 2)
    var request = StudyRequest(
      datasets: [SynthPedes.datasetID], methods: ["irra-sdm", "rde-tal"], noiseRates: [0.5], seeds: [1])
    request.epochs = 2
    request.batchSize = 16
    change(&request)
    return try StudyPlanner(dataRoot: root).cells(of: request)
  }

  /// A place to run cells in.
  static func workspace(_ root: URL, results: String = "results", workers: Int = 1) -> CellWorkspace {
    let folder = root.appending(path: results)
    try? FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    return CellWorkspace(dataRoot: root, cacheDirectory: nil, resultsDirectory: folder, workers: workers)
  }
}
