package import BenchCore
package import Foundation

/// The runs of one or more studies.
package struct StudyPlan: Sendable {
  /// A study with its runs.
  package struct Study: Sendable {
    /// How listings call it; `nil` where it is the only one.
    package var title: String?
    /// What was asked for.
    package var request: StudyRequest
    /// The files that its runs start from, by the families of their networks; none where they all start at random.
    package var weights: [ModelFamily: URL]
    /// Its runs without those that an earlier study has too.
    package var runs: [PlannedRun]
    /// The number of runs that an earlier study has too.
    package var sharedCount: Int

    /// Whether runs have the papers' precision although nobody asked for one.
    package var hasPaperPrecisionByDefault: Bool {
      request.precision == nil && runs.contains { $0.spec.setup?.arithmetic.precision == .paper }
    }
  }

  /// The studies in order.
  package private(set) var studies: [Study] = []

  /// Plans a single study.
  ///
  /// - Throws: What `StudyPlanner.runs(of:)` throws.
  package init(_ request: StudyRequest, with planner: StudyPlanner) throws {
    studies = [
      Study(
        request: request, weights: try planner.weightsFiles(of: request), runs: try planner.runs(of: request),
        sharedCount: 0)
    ]
  }

  /// Plans the studies of a suite; a run of several is run once, for the first of them.
  ///
  /// - Throws: `SuiteFailure.invalidStudy` with what `StudyPlanner.runs(of:)` throws.
  package init(_ suite: StudySuite, with planner: StudyPlanner) throws {
    var signatures: Set<String> = []
    for study in suite.studies {
      let runs = try study.locating { try planner.runs(of: study.request) }
      let new = runs.filter { signatures.insert($0.signature).inserted }
      studies.append(
        Study(
          title: study.title, request: study.request, weights: try planner.weightsFiles(of: study.request), runs: new,
          sharedCount: runs.count - new.count))
    }
  }

  /// All runs, each once.
  package var runs: [PlannedRun] { studies.flatMap(\.runs) }
}
