import DataTestSupport
import Foundation
import StudyTestSupport
import Sweep

extension TinyStudy {
  /// A place for results.
  static func workspace(
    _ parent: URL, data: URL = TinyData.root, results: String = "results", workers: Int = 1
  ) -> RunWorkspace {
    let folder = parent.appending(path: results)
    try? FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    return RunWorkspace(dataRoot: data, cacheDirectory: nil, resultsDirectory: folder, workers: workers)
  }
}
