public import BenchCore

extension PairedBootstrap {
  /// How much better `second` is than `first`: groups of runs, such as seeds, that have answered the same queries.
  ///
  /// Identities and, where both groups have several, runs are drawn together. The interval is the difference and so many
  /// of its standard errors as Student's t says; p is that of exchanging the groups' answers on identities, combined with
  /// that of exchanging runs.
  ///
  /// - Parameters:
  ///   - identities: Of each query; `nil` draws and exchanges queries one by one.
  ///   - pairsRuns: Whether the runs of both groups belong together in their order.
  /// - Throws: `ComparisonFailure` for settings that cannot be used, and runs that cannot have answered the same queries.
  public func differences(
    from first: [QueryOutcomes], to second: [QueryOutcomes], identities: [Int]?, pairsRuns: Bool = false,
    metrics: [Metric] = Metric.allCases
  ) throws(ComparisonFailure) -> [Metric: GroupDifference] {
    let runs = first + second
    let clusters = try clusters(of: runs, identities: identities)
    guard !first.isEmpty, !second.isEmpty else { throw .noMatches }
    if pairsRuns, first.count != second.count { throw .pairs(first.count, second.count) }
    let matches = runs[0].matches
    let drawn = clusters.drawn(for: metrics.known(of: runs), matches: matches)
    return drawn.reduce(into: [:]) { found, part in
      let differences = differences(
        from: first, to: second, part.metrics, matches: matches, clusters: part.clusters, pairsRuns: pairsRuns)
      for (metric, difference) in zip(part.metrics, differences) { found[metric] = difference }
    }
  }

  /// Of metrics that every query's value is known of, in their order.
  private func differences(
    from first: [QueryOutcomes], to second: [QueryOutcomes], _ known: [Metric], matches: [Double],
    clusters: QueryClusters, pairsRuns: Bool
  ) -> [GroupDifference] {
    let scores = ClusterScores(known, matches: matches, clusters: clusters) { metric in
      zip(second.meanColumn(metric), first.meanColumn(metric)).map { $0 - $1 }
    }
    let seeds = SeedSources(first, second, pairsRuns: pairsRuns) { column in
      ClusterScores(known, matches: matches, clusters: clusters, column: column)
    }
    let (values, draws) = (scores.values, resamples(of: scores))
    let test = PermutationTest(limit: resamples, seed: seed)
    return mapItems(of: known.count, threads: threads) { place in
      difference(
        values[place], draws: draws.map { $0[place] }, count: clusters.count,
        identityTest: test.signFlips(of: scores.terms(of: place).map(\.sum)), seeds: seeds.metrics[place], test)
    }
  }

  private func difference(
    _ value: Double, draws: [Double], count: Int, identityTest: Double, seeds: SeedSources.Values,
    _ test: PermutationTest
  ) -> GroupDifference {
    // Draws with replacement spread by the factor (count - 1) / count less than samples do.
    let scale = (Double(count) / Double(count - 1)).squareRoot()
    let byIdentity = draws.map { ($0 - value) * scale }
    let variance = DifferenceVariance(
      identities: byIdentity.sampleVariance, identityCount: count, sources: seeds.sources.map(\.variance))
    let deviations = seeds.sources.map { $0.variance.deviations($0.values) }
    let together = byIdentity.indices.map { number in
      var generator = SeededGenerator(seed: seed, stream: "seeds", UInt64(number))
      return deviations.enumerated().reduce(byIdentity[number]) { sum, source in
        let drawn = source.element.indices.reduce(0.0) { sum, _ in sum + generator.element(of: source.element) }
        return sum + (source.offset == 0 ? 1 : -1) * drawn / Double(source.element.count)
      }
    }
    let half =
      StudentT.quantile((1 + level) / 2, degrees: variance.degrees) * together.sampleVariance.squareRoot()
    let interval = ConfidenceInterval(value: value, lower: value - half, upper: value + half)
    let p = seeds.p(test).map { PermutationTest.combined(identityTest, $0) } ?? identityTest
    return GroupDifference(
      interval: interval, p: p, seedsNeeded: interval.excludesZero ? nil : variance.seedsNeeded(for: value))
  }
}

/// Where the seeds of training enter a difference of two groups of runs.
private struct SeedSources: Sendable {
  struct Source: Sendable {
    var values: [Double]
    var variance: SeedVariance
  }

  /// Of one metric: the runs of each group, or the differences of paired runs, or nothing where a group is one run.
  struct Values: Sendable {
    var sources: [Source]

    /// The test of the runs alone.
    func p(_ test: PermutationTest) -> Double? {
      switch sources.count {
      case 1: test.signFlips(of: sources[0].values)
      case 2: test.relabelling(sources[0].values, sources[1].values)
      default: nil
      }
    }
  }

  /// In the order of the metrics.
  var metrics: [Values]

  init(
    _ first: [QueryOutcomes], _ second: [QueryOutcomes], pairsRuns: Bool,
    scores: ((Metric) -> [Double]) -> ClusterScores
  ) {
    func columns(_ runs: [QueryOutcomes]) -> [ClusterScores] { runs.map { run in scores { run[$0] ?? [] } } }
    let groups: [[ClusterScores]]
    if first.count < 2 || second.count < 2 {
      groups = []
    } else if pairsRuns {
      groups = [
        zip(first, second).map { first, second in
          scores { metric in zip(second[metric] ?? [], first[metric] ?? []).map { $0 - $1 } }
        }
      ]
    } else {
      groups = [columns(second), columns(first)]
    }
    let count = scores { first[0][$0] ?? [] }.metrics.count
    metrics = (0..<count).map { place in
      Values(
        sources: groups.map { runs in
          let values = runs.map { $0.values[place] }
          return Source(
            values: values, variance: SeedVariance(values: values, terms: runs.map { $0.terms(of: place) }))
        })
    }
  }
}
