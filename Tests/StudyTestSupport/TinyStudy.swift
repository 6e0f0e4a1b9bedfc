import DataTestSupport
import Datasets
package import Foundation
package import Studies

/// A study on the tiny synth-pedes that a test can afford to run.
package enum TinyStudy {
  /// Where planners put the embedded weights.
  package static let weightsDirectory: URL = {
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "nc-bench-weights-\(ProcessInfo.processInfo.processIdentifier)")
    atexit { try? FileManager.default.removeItem(at: TinyStudy.weightsDirectory) }
    return folder
  }()

  /// A planner of the datasets under a folder.
  package static func planner(
    of root: URL = TinyData.root, report: @escaping @Sendable (StudyPlanner.Event) -> Void = { _ in }
  ) -> StudyPlanner {
    StudyPlanner(dataRoot: root, weightsDirectory: weightsDirectory, report: report)
  }

  /// Plans a study of the tiny dataset that starts from random weights.
  package static func runs(
    in root: URL = TinyData.root, _ change: (inout StudyRequest) -> Void = { _ in }
  ) throws -> [PlannedRun] {
    var request = StudyRequest(
      datasets: [DatasetInfo.synthPEDES.id], methods: ["irra-sdm", "rde-tal"], noiseRates: [0.5], seeds: [1])
    request.epochs = 2
    request.batchSize = 16
    request.weights = .random
    change(&request)
    return try planner(of: root).runs(of: request)
  }
}
