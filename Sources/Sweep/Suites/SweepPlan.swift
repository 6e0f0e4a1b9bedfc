package import Foundation

/// The cells of one or more studies: all that a sweep runs.
package struct SweepPlan: Sendable {
  /// A study with its cells.
  package struct Study: Sendable {
    /// How listings call it; `nil` where it is the only one.
    package var title: String?
    /// What was asked for.
    package var request: StudyRequest
    /// The file that its runs start from; `nil` where they all start at random.
    package var weights: URL?
    /// Its cells without those that an earlier study has too.
    package var cells: [StudyCell]
    /// The number of cells that an earlier study has too.
    package var sharedCount: Int
  }

  /// The studies in order.
  package private(set) var studies: [Study] = []

  /// Plans a single study.
  ///
  /// - Throws: What `StudyPlanner.cells(of:)` throws.
  package init(_ request: StudyRequest, with planner: StudyPlanner) throws {
    studies = [
      Study(
        request: request, weights: try planner.weightsFile(of: request), cells: try planner.cells(of: request),
        sharedCount: 0)
    ]
  }

  /// Plans the studies of a suite; a cell of several is run once, for the first of them.
  ///
  /// - Throws: `SuiteFailure.invalidStudy` with what `StudyPlanner.cells(of:)` throws.
  package init(_ suite: StudySuite, with planner: StudyPlanner) throws {
    var signatures: Set<String> = []
    for study in suite.studies {
      let cells = try study.locating { try planner.cells(of: study.request) }
      let new = cells.filter { signatures.insert($0.signature).inserted }
      studies.append(
        Study(
          title: study.title, request: study.request, weights: try planner.weightsFile(of: study.request), cells: new,
          sharedCount: cells.count - new.count))
    }
  }

  /// All cells, each once.
  package var cells: [StudyCell] { studies.flatMap(\.cells) }

  /// All cells as they are handed to processes: each reads the files that its own study names.
  package func tasks(in workspace: CellWorkspace) -> [CellTask] {
    studies.flatMap { study in
      var workspace = workspace
      workspace.noiseIndex = study.request.noiseIndex
      workspace.weights = study.weights
      workspace.vocabulary = study.request.vocabulary
      return study.cells.map { CellTask(cell: $0, workspace: workspace) }
    }
  }
}
