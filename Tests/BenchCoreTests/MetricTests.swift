import BenchCore
import Foundation
import Testing

/// Metrics, values by metric, and heads in order.
@Suite struct MetricTests {
  @Test func namesAreUnique() {
    #expect(Set(Metric.allCases.map(\.title)).count == Metric.allCases.count)
    let columns = Metric.allCases.compactMap(\.column)
    #expect(Set(columns).count == columns.count)
    #expect(!columns.contains("first_match_rank"))
    for metric in Metric.allCases { #expect(metric.parts.allSatisfy { $0.parts.isEmpty }, "\(metric)") }
  }

  @Test(
    arguments: [
      ("r1", Metric.r1), ("R@1", .r1), ("R-10", .r10), ("mAP", .map), ("mINP", .minp), ("nDCG@10", .ndcg10),
      ("r@x", nil),
      ("", nil), ("Rank1", nil),
    ])
  func aMetricIsNamedByItsIdOrAsTheFieldWritesIt(name: String, metric: Metric?) {
    #expect(Metric(named: name) == metric)
  }

  @Test func everyTitleNamesItsMetric() {
    for metric in Metric.allCases { #expect(Metric(named: metric.title) == metric) }
    for direction in RetrievalDirection.allCases {
      #expect(RetrievalDirection(named: direction.rawValue) == direction)
      #expect(RetrievalDirection(named: direction.abbreviation.uppercased()) == direction)
    }
    #expect(RetrievalDirection(named: "t2t") == nil)
  }

  /// A row of ranks as the definitions see it: matches at 2, 3 and 12.
  @Test func computesFromRanks() throws {
    var outcomes = QueryOutcomes()
    outcomes.append(matchRanks: [2, 3, 12])
    outcomes.append(matchRanks: [])
    let expected: [Metric: Double] = [
      .r1: 0, .r5: 1, .r10: 1, .r20: 1, .map: (1 / 2.0 + 2 / 3.0 + 3 / 12.0) / 3, .minp: 3 / 12.0, .mrr: 1 / 2.0,
      .ndcg10: (1 / log2(3.0) + 1 / log2(4.0)) / (1 + 1 / log2(3.0) + 1 / log2(4.0)),
    ]
    #expect(Set(expected.keys) == Set(Metric.measured), "a metric without a test")
    for (metric, value) in expected {
      let column = try #require(outcomes[metric])
      #expect(abs(column[0] - value) < 1e-15 && column[1] == 0, "\(metric): \(column)")
      let mean = try #require(MetricValues(of: outcomes)[metric])
      #expect(abs(mean - 100 * value / (metric.countsUnmatchedQueries ? 2 : 1)) < 1e-13, "\(metric): \(mean)")
    }
    // More matches than the cutoff holds: the ideal has ten of them.
    outcomes.append(matchRanks: (1...30).map { Int32($0) })
    #expect(outcomes[.ndcg10]?[2] == 1)
  }

  @Test func whatIsNotKnownHasNoValue() throws {
    var values: MetricValues = [.r1: 10, .r5: 20, .map: .nan]
    #expect(values[.map] == nil && values[.rsum] == nil && !values.isEmpty)
    values[.r10] = 30
    #expect(values[.rsum] == 60)
    values[.rsum] = 1
    #expect(values[.rsum] == 60)
    let json = try values.canonicalJSON()
    #expect(String(decoding: json, as: UTF8.self) == #"{"r1":10,"r10":30,"r5":20,"rsum":60}"#)
    #expect(try JSONDecoder().decode(MetricValues.self, from: json) == values)
    #expect(MetricValues(of: QueryOutcomes()).isEmpty)
    let unknown = QueryOutcomes(firstMatchRanks: [1, 0])
    #expect(unknown[.map] == nil && unknown[.r1] == [1, 0])
    let derived: MetricValues = [.r1: 50, .r5: 50, .r10: 50, .r20: 50, .mrr: 100]
    #expect(MetricValues(of: unknown) == derived)
    #expect(([.r1: 1, .map: 2] as MetricValues).completed(by: derived)[.r1] == 1)
  }

  @Test func headsKeepTheirOrder() {
    var heads: Heads<Int> = ["tse": 1, "global": 2]
    #expect(heads.names == ["tse", "global"] && heads["global"] == 2 && heads["other"] == nil)
    heads["another"] = 3
    heads["tse"] = 4
    #expect(heads.names == ["tse", "global", "another"] && heads.map(\.value) == [4, 2, 3])
    heads["global"] = nil
    #expect(heads == ["tse": 4, "another": 3] && heads != ["another": 3, "tse": 4])
    #expect(heads.mapValues(String.init) == ["tse": "4", "another": "3"])
  }
}
