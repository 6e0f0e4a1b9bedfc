/// How many seeds would tell two methods apart.
public enum SeedsNeeded: Sendable, Equatable {
  /// So many runs of each, if the difference is what was measured.
  case runs(Int)
  /// No number of them: the test set has too few identities for so small a difference.
  case testSetLimits
}

/// By how much one group of runs is better than another in one metric, and how sure that is.
public struct GroupDifference: Sendable, Equatable {
  /// The second group's mean minus the first's, with its interval.
  public let interval: ConfidenceInterval
  /// The permutation p-value.
  public let p: Double
  /// What would make it sure; `nil` where it is, and where seeds are not accounted for.
  public let seedsNeeded: SeedsNeeded?
}

/// What spreads a difference of groups of runs: the choice of test identities, and the seeds of training.
struct DifferenceVariance {
  /// Of the difference, by the choice of identities; the runs' disagreement about single identities is in it.
  var identities: Double
  /// The number of identities.
  var identityCount: Int
  /// One for each group, or one for the pairs of runs.
  var sources: [SeedVariance]

  /// The variance of the difference.
  var total: Double { identities + sources.reduce(0) { $0 + $1.beyond / Double($1.count) } }

  /// Degrees of freedom by Satterthwaite (1946), at least 1.
  var degrees: Double {
    let own = identities * identities / Double(identityCount - 1)
    let all = sources.reduce(own) { sum, source in
      let part = source.variance / Double(source.count)
      return sum + part * part / Double(source.count - 1)
    }
    return all > 0 ? max(1, total * total / all) : Double(identityCount - 1)
  }

  /// The runs of each group that find `difference` in four of five repetitions, at a level of 5%: more than there are, and
  /// as many as p can be below 5% with.
  func seedsNeeded(for difference: Double) -> SeedsNeeded? {
    guard !sources.isEmpty else { return nil }
    // The square of the sum of the normal quantiles of 0.975 and 0.8.
    let reach = NormalDistribution.quantile(0.975) + NormalDistribution.quantile(0.8)
    let goal = difference * difference / (reach * reach)
    let shared = max(0, identities - sources.reduce(0) { $0 + $1.aboutIdentities / Double($1.count) })
    guard goal > shared else { return .testSetLimits }
    let runs = (sources.reduce(0) { $0 + $1.beyond + $1.aboutIdentities } / (goal - shared)).rounded(.up)
    guard runs < 1e6 else { return .testSetLimits }
    let least = RunArrangements.leastRuns(below: 0.05, pairsRuns: sources.count == 1)
    return .runs(max(least, (sources.map(\.count).min() ?? 0) + 1, Int(runs)))
  }
}

/// How much runs that differ only in their seed differ.
struct SeedVariance {
  /// The number of runs.
  var count: Int
  /// Of the runs' values.
  var variance: Double
  /// What of it comes from the runs' disagreement about single identities: another test set averages it otherwise.
  var aboutIdentities: Double
  /// What is left: better and worse runs.
  var beyond: Double { max(0, variance - aboutIdentities) }

  /// - Parameters:
  ///   - values: Of each run.
  ///   - terms: Of each run, each identity's sum and weight.
  init(values: [Double], terms: [[(sum: Double, weight: Double)]]) {
    let (runs, clusters) = (Double(values.count), Double(terms[0].count))
    count = values.count
    variance = values.sampleVariance
    let weight = terms[0].reduce(0) { $0 + $1.weight }
    // Each identity's part in each run's deviation from its own mean.
    let parts = terms[0].indices.map { cluster in
      zip(terms, values).map { ($0[cluster].sum - $1 * $0[cluster].weight) / weight }.sampleVariance
    }
    aboutIdentities = runs > 1 ? parts.reduce(0, +) * clusters / (clusters - 1) : 0
  }

  /// Deviations of runs whose draws with replacement have the variance of `beyond`.
  func deviations(_ values: [Double]) -> [Double] {
    guard variance > 0 else { return values.map { _ in 0 } }
    let mean = values.reduce(0, +) / Double(count)
    let scale = (beyond / variance * Double(count) / Double(count - 1)).squareRoot()
    return values.map { ($0 - mean) * scale }
  }
}

extension [Double] {
  /// Divided by one less than their number; 0 for a single value.
  var sampleVariance: Double {
    guard count > 1 else { return 0 }
    let mean = reduce(0, +) / Double(count)
    return reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(count - 1)
  }
}
