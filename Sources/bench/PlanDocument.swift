import BenchCore
import Studies
import Sweep

/// What a sweep would run, for programs.
struct PlanDocument: Encodable {
  /// One run and how it stands.
  struct Run: Encodable {
    /// The study's name, for suites.
    var study: String?
    var method: String
    /// The name in tables.
    var label: String
    /// The changed fields in the order they were asked for.
    var changes: [String]
    var dataset: String
    var injector: String
    /// The share of noisy pairs, `0...1`.
    var noise: Double
    var seed: UInt64
    /// `nil` where a command trains.
    var precision: String?
    var name: String
    var signature: String
    /// `finished`, `stale` or `not finished`.
    var standing: String
    /// Why a result is stale.
    var reason: String?
    /// Whether the sweep would execute it.
    var isWaiting: Bool
  }

  var results: String
  var runs: [Run]
  var finishedCount: Int
  var waitingCount: Int

  init(_ plan: StudyPlan, _ finished: FinishedRuns, results: String, rerun: RerunChoice) {
    self.results = results
    runs = plan.studies.flatMap { study in
      study.runs.map { run in
        let standing = finished.standing(of: run)
        return Run(
          study: study.title, method: run.spec.method.id, label: run.label, changes: run.changes ?? [],
          dataset: run.spec.dataset.id,
          injector: run.spec.noise.injector, noise: run.spec.noise.rate, seed: run.spec.seed,
          precision: run.spec.setup?.arithmetic.precision.rawValue, name: run.name, signature: run.signature,
          standing: standing.word, reason: standing.reason,
          isWaiting: standing == .notFinished || rerun.includes(standing))
      }
    }
    finishedCount = runs.count { $0.standing != FinishedRuns.Standing.notFinished.word }
    waitingCount = runs.count(where: \.isWaiting)
  }
}

extension FinishedRuns.Standing {
  fileprivate var word: String {
    switch self {
    case .notFinished: "not finished"
    case .finished: "finished"
    case .stale: "stale"
    }
  }

  fileprivate var reason: String? {
    if case .stale(let staleness) = self { staleness.text } else { nil }
  }
}
