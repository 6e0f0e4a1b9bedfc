package import Foundation
package import Studies

/// What `bench doctor` looks at the machine for: the folders of a sweep, and its plan where there is one.
package struct DoctorSubject: Sendable {
  /// A study's plan.
  package enum Plan: Sendable {
    /// No study was named.
    case none
    /// It can be run.
    case planned(StudyPlan)
    /// It cannot be looked at yet; why.
    case unknown(String)
    /// It cannot be run; why.
    case refused(String)
  }

  /// `cpu`, or a name that starts with `cuda`.
  package var device: String
  /// The number of runs under way at the same time; `nil` for as many as the cores allow.
  package var jobs: Int?
  /// Whether runs are jobs of Slurm.
  package var usesSlurm: Bool
  package var dataRoot: URL
  package var results: URL
  /// The folder of decoded images; `nil` where none are kept.
  package var cache: URL?
  /// What is asked for.
  package var requests: [StudyRequest]
  package var plan: Plan
  package var savedWeights: SavedWeights

  package init(
    device: String, jobs: Int?, usesSlurm: Bool, dataRoot: URL, results: URL, cache: URL?,
    requests: [StudyRequest] = [], plan: Plan = .none, savedWeights: SavedWeights = .none
  ) {
    self.device = device
    self.jobs = jobs
    self.usesSlurm = usesSlurm
    self.dataRoot = dataRoot
    self.results = results
    self.cache = cache
    self.requests = requests
    self.plan = plan
    self.savedWeights = savedWeights
  }

  /// Compute threads of one run, the most of any study.
  var threads: Int { max(1, requests.map(\.threads).max() ?? 1) }

  var runs: [PlannedRun] {
    if case .planned(let plan) = plan { plan.runs } else { [] }
  }

  /// Runs at the same time on a machine with so many cores.
  func runsAtOnce(cores: Int) -> Int { max(1, jobs ?? cores / threads) }
}
