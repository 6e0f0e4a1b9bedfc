package import BenchCore

/// Runs that cannot be compared.
package enum ComparedRunFailure: BenchFailure, Equatable {
  case failed(String, reason: String)
  case noCheckpoint(String, CheckpointName)
  case damaged(String, ranks: Int, queries: Int)
  case otherTestSet(String, String, reason: String)
  case noRuns(String)
  case mixedGroup(String, String, field: String, values: String)
  case sameRun(String, String)
  case onBothSides(String, String)
  case repeatedSeed(String, String, UInt64)
  case unpairedSeeds([UInt64], [UInt64])

  package var problem: String {
    switch self {
    case .failed(_, let reason): "the run failed, so there is nothing to compare: \(reason)"
    case .noCheckpoint(_, let name): "the run has no checkpoint `\(name.rawValue)`"
    case .damaged(_, let ranks, let queries): "the file has ranks of \(ranks) queries and identities of \(queries)"
    case .otherTestSet(_, _, let reason): "the runs were measured on different test sets: \(reason)"
    case .noRuns(let name): "there are no runs to compare as \(name)"
    case .mixedGroup(_, _, let field, let values):
      "the runs are to be one group but differ in more than their seed: \(field) is \(values)"
    case .sameRun: "both files hold the same run, which counts once"
    case .onBothSides: "A and B have a run in common: its difference from itself says nothing"
    case .repeatedSeed(_, _, let seed): "both are of one specification, seed \(seed) too, which counts once"
    case .unpairedSeeds(let first, let second):
      "the runs cannot be paired: A has the seeds \(first.shownText), B \(second.shownText)"
    }
  }

  package var location: String? {
    switch self {
    case .failed(let file, _), .noCheckpoint(let file, _), .damaged(let file, _, _): file
    case .otherTestSet(let first, let second, _), .mixedGroup(let first, let second, _, _),
      .sameRun(let first, let second), .onBothSides(let first, let second), .repeatedSeed(let first, let second, _):
      "\(first) and \(second)"
    case .noRuns, .unpairedSeeds: nil
    }
  }

  package var remedy: String? {
    switch self {
    case .failed, .damaged: "run it again"
    case .noCheckpoint(_, let name): "compare the other one: --checkpoint \(name == .best ? "last" : "best")"
    case .noRuns: "name result files, a folder of them, or conditions such as method=rde-tal"
    case .mixedGroup(_, _, let field, _): "choose one value of it: --where \(field)=VALUE"
    case .sameRun, .repeatedSeed: "leave one of them out"
    case .onBothSides: "leave it out of one side"
    case .unpairedSeeds: "give both groups one run of each seed, or do not pair them"
    case .otherTestSet: "compare runs on the same split of the same dataset"
    }
  }
}

extension [UInt64] {
  fileprivate var shownText: String { map(String.init).joined(separator: ", ") }
}
