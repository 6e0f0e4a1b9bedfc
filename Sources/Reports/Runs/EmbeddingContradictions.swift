import BenchCore
import Metrics

/// Holds the stored metrics and queries of a checkpoint to its embeddings.
struct EmbeddingContradictions {
  private let heads: Heads<HeadEmbeddings>
  private let weights: [String: Double]
  private let test: TestSplitRecord
  /// Whether all numbers are such as float16 can hold.
  private let areHalves: Bool

  /// - Parameter weights: Factors of heads by name; 1 for others.
  init(heads: Heads<HeadEmbeddings>, weights: [String: Double], test: TestSplitRecord) {
    self.heads = heads
    self.weights = weights
    self.test = test
    areHalves = heads.allSatisfy { head in
      [head.value.text, head.value.image].allSatisfy { $0.values.allSatisfy { Float(Float16($0)) == $0 } }
    }
  }

  /// So many queries of a direction are looked at one by one; where more differ, the means count too.
  private static let queryLimit = 200

  /// The embeddings measured, both directions.
  func contradictions(of checkpoint: CheckpointRecord, _ name: CheckpointName) -> [Contradiction] {
    let names = heads.names
    do throws(EvaluationFailure) {
      let evaluator = try RetrievalEvaluator(
        heads: heads.map(\.value), weights: names.map { weights[$0] ?? 1 }, textIdentities: test.queryIdentities,
        imageIdentities: test.galleryIdentities)
      var found: [Contradiction] = []
      for direction in RetrievalDirection.allCases {
        let part = "\(name.rawValue) \(direction.rawValue)"
        found += contradictions(of: checkpoint[direction], direction, try evaluator.evaluate(direction), in: part)
      }
      return found
    } catch {
      let problem = EmbeddingEvaluationFailure.unusable(error, heads: names).problem
      return [
        Contradiction(
          in: name.rawValue, "embeddings", title: "its embeddings", stored: .null, recomputed: .string(problem),
          source: "cannot be measured:")
      ]
    }
  }

  private func contradictions(
    of record: DirectionRecord, _ direction: RetrievalDirection, _ result: RetrievalResult, in part: String
  ) -> [Contradiction] {
    let queries = record.queries.flatMap { $0.count > 0 ? $0 : nil }
    let suspects = queries.map { suspectQueries($0, result) } ?? []
    let wrong = queries.map { wrongQueries($0, among: suspects.prefix(Self.queryLimit), direction, result) } ?? []
    var made = result.metrics
    if let queries, wrong.isEmpty, suspects.count <= Self.queryLimit {
      // Queries that follow from the embeddings are what metrics are held to, exactly. A file that leaves a column of
      // theirs out has metrics that they say nothing about.
      let exact = MetricValues(of: queries)
      for metric in Metric.measured where exact[metric] != nil { made[metric] = nil }
    }
    // One query and a half, and one in a thousand more for float16.
    let tolerance = 100 * (1.5 / Double(max(1, result.queries.count)) + (areHalves ? 1e-3 : 0))
    let means = record.metrics.differences(
      from: made, tolerance: tolerance, in: part, source: "its embeddings make")
    guard let first = wrong.first else { return means }
    let more = wrong.count > 1 ? " (and of \(wrong.count - 1) more)" : ""
    return means + [
      Contradiction(
        in: part, first.column, title: "\(first.column) of query \(first.query)\(more)",
        stored: .number(first.stored), recomputed: .number(first.made), source: "its embeddings make")
    ]
  }

  // MARK: - Queries one by one

  /// A column of what is stored of each query; the higher value is the better one.
  private struct Column: Sendable {
    var name: String
    var values: @Sendable (QueryOutcomes) -> [Double]?
  }

  private static let columns =
    [Column(name: "first_match_rank") { $0.firstMatchRanks.map { -Double($0) } }]
    + Metric.allCases.compactMap { metric in metric.column.map { Column(name: $0) { $0[metric] } } }

  /// A query with a value that no order of nearly equal similarities makes.
  private struct WrongQuery {
    var query: Int
    var column: String
    var stored: Double
    var made: Double
  }

  /// The columns that are stored, with their values and those that the embeddings make.
  private func known(
    _ stored: QueryOutcomes, _ result: RetrievalResult
  ) -> [(column: Column, stored: [Double], made: [Double])] {
    Self.columns.compactMap { column in
      guard let values = column.values(stored), let made = column.values(result.queries), values.count == made.count
      else { return nil }
      return (column, values, made)
    }
  }

  /// The queries with another value than the embeddings make; those whose metrics are the furthest from it come first.
  ///
  /// Rounding alone moves matches that are far down the ranking by some ranks, of nearly all queries where embeddings
  /// are float16; that changes little, while whatever makes a file look better changes metrics.
  private func suspectQueries(_ stored: QueryOutcomes, _ result: RetrievalResult) -> [Int] {
    let known = known(stored, result)
    let metrics = Metric.measured.compactMap { metric -> (stored: [Double], made: [Double])? in
      guard let values = stored[metric], let made = result.queries[metric], values.count == made.count else {
        return nil
      }
      return (values, made)
    }
    // What is no number is as far away as can be.
    func distance(_ first: Double, _ second: Double) -> Double {
      let distance = abs(first - second)
      return distance.isNaN ? .infinity : distance
    }
    let suspects = stored.firstMatchRanks.indices.filter { query in
      known.contains { !(abs($0.stored[query] - $0.made[query]) <= 1e-6) }
    }
    let ranked = suspects.map { query -> (query: Int, inMetrics: Double, inRank: Double) in
      let inMetrics = metrics.map { distance($0.stored[query], $0.made[query]) }.max() ?? 0
      let ranks = (stored.firstMatchRanks[query], result.queries.firstMatchRanks[query])
      return (query, inMetrics, distance(Double(ranks.0), Double(ranks.1)))
    }
    return ranked.sorted { ($1.inMetrics, $1.inRank, $0.query) < ($0.inMetrics, $0.inRank, $1.query) }.map(\.query)
  }

  private func wrongQueries(
    _ stored: QueryOutcomes, among suspects: ArraySlice<Int>, _ direction: RetrievalDirection, _ result: RetrievalResult
  ) -> [WrongQuery] {
    let known = known(stored, result)
    return suspects.compactMap { query in
      let (worst, best) = ends(of: query, direction)
      let wrong = known.first { column, stored, _ in
        guard let lowest = column.values(worst)?.first, let highest = column.values(best)?.first else { return false }
        return !(lowest - 1e-6...highest + 1e-6).contains(stored[query])
      }
      return wrong.map {
        WrongQuery(query: query, column: $0.column.name, stored: abs($0.stored[query]), made: abs($0.made[query]))
      }
    }
  }

  /// A query's outcome where all that is nearly as similar as a match ranks before it, and where all of it ranks behind.
  private func ends(of query: Int, _ direction: RetrievalDirection) -> (worst: QueryOutcomes, best: QueryOutcomes) {
    let (own, others) =
      direction == .textToImage
      ? (test.queryIdentities, test.galleryIdentities) : (test.galleryIdentities, test.queryIdentities)
    let similarities = similarities(of: query, direction, count: others.count)
    // How far sums of another order, or embeddings of half the bits, may be away.
    let margin = areHalves ? 1e-3 : 1e-5
    let matches = others.indices.filter { others[$0] == own[query] }.map { similarities[$0] }.sorted(by: >)
    let rest = others.indices.filter { others[$0] != own[query] }.map { similarities[$0] }
    func ranks(ahead: (Double, Double) -> Bool) -> [Int32] {
      matches.enumerated().map { place, match in Int32(1 + place + rest.count { ahead($0, match) }) }
    }
    var (worst, best) = (QueryOutcomes(), QueryOutcomes())
    worst.append(matchRanks: ranks { $0 >= $1 - margin })
    best.append(matchRanks: ranks { $0 > $1 + margin })
    return (worst, best)
  }

  /// The weighted mean of the heads' cosines, one by one, in double precision.
  private func similarities(of query: Int, _ direction: RetrievalDirection, count: Int) -> [Double] {
    let sum = heads.names.reduce(0) { $0 + (weights[$1] ?? 1) }
    var total = [Double](repeating: 0, count: count)
    for head in heads {
      let (queries, gallery) =
        direction == .textToImage ? (head.value.text, head.value.image) : (head.value.image, head.value.text)
      let width = queries.columns
      queries.values.withUnsafeBufferPointer { queries in
        gallery.values.withUnsafeBufferPointer { gallery in
          func dot(_ a: Slice<UnsafeBufferPointer<Float>>, _ b: Slice<UnsafeBufferPointer<Float>>) -> Double {
            zip(a, b).reduce(0) { $0 + Double($1.0) * Double($1.1) }
          }
          let row = queries[query * width..<(query + 1) * width]
          let length = dot(row, row).squareRoot()
          for other in 0..<count {
            let entry = gallery[other * width..<(other + 1) * width]
            let lengths = length * dot(entry, entry).squareRoot()
            if lengths > 0 { total[other] += (weights[head.name] ?? 1) / sum * dot(row, entry) / lengths }
          }
        }
      }
    }
    return total
  }
}
