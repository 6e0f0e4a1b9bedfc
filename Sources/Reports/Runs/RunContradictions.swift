package import BenchCore
import Metrics

extension RunRecord {
  /// Where the stored metrics of Best and Last are not what the stored queries and embeddings make, and sample
  /// selections do not count the same pairs, as far as these, or the means over queries, were read.
  ///
  /// Means over queries are computed as they were, and agree but for rounding. Embeddings are measured again: where
  /// similarities nearly tie, another machine, or float16, may rank a query otherwise, which is allowed for.
  package func contradictions() -> [Contradiction] {
    let found = CheckpointName.allCases.flatMap { name in
      self[name].map { contradictions(of: $0, name) } ?? []
    }
    return found + selectionCountContradictions()
  }

  private func contradictions(of checkpoint: CheckpointRecord, _ name: CheckpointName) -> [Contradiction] {
    var found = RetrievalDirection.allCases.flatMap { direction -> [Contradiction] in
      let (record, part) = (checkpoint[direction], "\(name.rawValue) \(direction.rawValue)")
      let ties = record.contradictoryTies(part)
      guard let means = record.queryMeans ?? record.queries.flatMap({ $0.count > 0 ? MetricValues(of: $0) : nil })
      else { return ties }
      return record.metrics.differences(from: means, tolerance: 1e-6, in: part, source: "its queries make") + ties
    }
    guard let heads = checkpoint.embeddings, let test else { return found }
    found += EmbeddingContradictions(heads: heads, weights: weights(of: heads.names), test: test)
      .contradictions(of: checkpoint, name)
    return found
  }

  /// The weights that an evaluation of embeddings was stored with; none for runs, whose heads count alike.
  private func weights(of heads: [String]) -> [String: Double] {
    guard case .object(let configuration) = spec.method.configuration, case .elsewhere = spec.training,
      case .object(let weights)? = configuration["weights"]
    else { return [:] }
    return heads.reduce(into: [:]) { if case .number(let weight)? = weights[$1] { $0[$1] = weight } }
  }
}

extension DirectionRecord {
  /// Metrics beyond their own range over the orders of equal similarities.
  fileprivate func contradictoryTies(_ part: String) -> [Contradiction] {
    Metric.allCases.compactMap { metric in
      guard let range = tieRanges[metric], let value = metrics[metric],
        value < range.lowest - 1e-6 || value > range.highest + 1e-6
      else { return nil }
      return Contradiction(
        in: part, metric.rawValue, title: metric.title, stored: .number(value),
        recomputed: .string("\(ReportNumber(range.lowest).valueText) to \(ReportNumber(range.highest).valueText)"),
        source: "the orders of equal similarities make")
    }
  }
}

extension MetricValues {
  /// The metrics that others contradict.
  func differences(
    from others: MetricValues, tolerance: Double, in part: String, source: String
  ) -> [Contradiction] {
    Metric.measured.compactMap { metric in
      guard let stored = self[metric], let other = others[metric], !(abs(stored - other) <= tolerance) else {
        return nil
      }
      return Contradiction(
        in: part, metric.rawValue, title: metric.title, stored: .number(stored), recomputed: .number(other),
        source: source)
    }
  }
}
