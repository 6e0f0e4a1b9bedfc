import BenchCore
import Metrics

extension RunRecord {
  /// Where the stored metrics of Best and Last are not what the stored queries and embeddings make, a sentence for each
  /// checkpoint and direction; as far as these were read.
  ///
  /// Means over queries are computed as they were, and agree but for rounding. Embeddings are measured again: where
  /// similarities nearly tie, another machine, or float16, may rank a query otherwise, which is allowed for.
  package func contradictions() -> [String] {
    CheckpointName.allCases.flatMap { name -> [String] in
      guard let checkpoint = self[name] else { return [] }
      return contradictions(of: checkpoint).map { "\(name.title), \($0)" }
    }
  }

  private func contradictions(of checkpoint: CheckpointRecord) -> [String] {
    var found: [String] = []
    for direction in RetrievalDirection.allCases {
      guard let queries = checkpoint[direction].queries, queries.count > 0 else { continue }
      let differences = checkpoint[direction].metrics.differences(
        from: MetricValues(of: queries), tolerance: 1e-6, source: "its queries")
      if !differences.isEmpty { found.append("\(direction.rawValue): \(differences)") }
    }
    guard let heads = checkpoint.embeddings, let test else { return found }
    let embeddings = RetrievalEmbeddings(
      heads: heads, queryIdentities: test.queryIdentities, galleryIdentities: test.galleryIdentities)
    do {
      let areHalves = heads.areHalves
      let measured = try EmbeddingEvaluation(embeddings, weights: weights(of: heads.names)).mean
      for direction in RetrievalDirection.allCases {
        let result = measured.result(direction)
        // One query and a half, and one in a thousand more for float16.
        let tolerance = 100 * (1.5 / Double(max(1, result.queries.count)) + (areHalves ? 1e-3 : 0))
        let differences = checkpoint[direction].metrics.differences(
          from: result.metrics, tolerance: tolerance, source: "its embeddings")
        if !differences.isEmpty { found.append("\(direction.rawValue): \(differences)") }
      }
    } catch {
      found.append("its embeddings cannot be measured: \(error.problem)")
    }
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

extension MetricValues {
  /// The metrics that others contradict, with both numbers.
  fileprivate func differences(from others: MetricValues, tolerance: Double, source: String) -> String {
    Metric.measured.compactMap { metric in
      guard let stored = self[metric], let other = others[metric], !(abs(stored - other) <= tolerance) else {
        return nil
      }
      return
        "\(metric.title) is stored as \(ReportNumber(stored).valueText), \(source) make \(ReportNumber(other).valueText)"
    }.joined(separator: "; ")
  }
}

extension Heads<HeadEmbeddings> {
  /// Whether all numbers are such as float16 can hold.
  fileprivate var areHalves: Bool {
    allSatisfy { head in
      [head.value.text, head.value.image].allSatisfy { $0.values.allSatisfy { Float(Float16($0)) == $0 } }
    }
  }
}
