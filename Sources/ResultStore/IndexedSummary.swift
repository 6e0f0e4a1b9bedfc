import BenchCore
import Foundation

/// The parts of a record that every listing needs (`ResultContents.summary`), and the means over its queries, as JSON.
struct IndexedSummary: Codable {
  /// One line of two parts.
  struct Text: Sendable {
    /// The specification without what mostly tells the runs of a folder from each other, which is in the rest.
    var specification: Data
    /// The rest of the summary.
    var rest: Data
  }

  private struct Direction: Codable {
    /// In the order of `Metric.measured`.
    var metrics: [Double?]
    /// In the same order.
    var means: [Double?]?
    /// Lowest, highest and share by metric.
    var ties: [Metric: [Double]]?

    init(_ direction: DirectionRecord) {
      metrics = Self.list(direction.metrics)
      means = direction.queryMeans.map(Self.list)
      ties =
        direction.tieRanges.isEmpty ? nil : direction.tieRanges.mapValues { [$0.lowest, $0.highest, $0.share] }
    }

    var record: DirectionRecord {
      let ranges = (ties ?? [:]).compactMapValues { values in
        values.count == 3 ? TieRange(lowest: values[0], highest: values[1], share: values[2]) : nil
      }
      return DirectionRecord(metrics: Self.values(metrics), queryMeans: means.map(Self.values), tieRanges: ranges)
    }

    private static func list(_ values: MetricValues) -> [Double?] { Metric.measured.map { values[$0] } }

    private static func values(_ list: [Double?]) -> MetricValues {
      var values = MetricValues()
      for (metric, value) in zip(Metric.measured, list) { values[metric] = value }
      return values
    }
  }

  private struct Checkpoint: Codable {
    var epoch: Int
    var t2i: Direction
    var i2t: Direction

    init(_ checkpoint: CheckpointRecord) {
      epoch = checkpoint.epoch
      (t2i, i2t) = (Direction(checkpoint.textToImage), Direction(checkpoint.imageToText))
    }

    var record: CheckpointRecord { CheckpointRecord(epoch: epoch, textToImage: t2i.record, imageToText: i2t.record) }
  }

  private var injected: NoiseSpec
  private var seed: UInt64
  private var signature: String
  private var label: String
  private var isStandIn: Bool
  private var outcome: String
  private var warnings: [String]?
  private var noise: Double
  private var tool: String
  private var commit: String?
  private var sources: String?
  private var torch: String?
  private var device: String
  private var started: Double
  private var ended: Double
  private var seconds: [String: Double]
  private var memory: Int?
  private var memoryOf: String?
  private var best: Checkpoint?
  private var last: Checkpoint?

  private init(_ record: RunRecord) {
    let provenance = record.provenance
    (injected, seed) = (record.spec.noise, record.spec.seed)
    (signature, label) = (record.signature, record.label)
    (isStandIn, outcome, noise) = (record.isStandIn, record.outcome.text, record.actualNoiseRate)
    warnings = record.warnings.isEmpty ? nil : record.warnings
    (tool, commit, sources) = (provenance.toolVersion, provenance.commit, provenance.sources)
    (torch, device, seconds) = (provenance.torchVersion, provenance.device, provenance.secondsByPhase)
    (started, ended) = (provenance.startedAt, provenance.endedAt)
    (memory, memoryOf) = (provenance.peakMemory?.bytes, provenance.peakMemory?.place.rawValue)
    (best, last) = (record.best.map(Checkpoint.init), record.last.map(Checkpoint.init))
  }

  /// Says all of a summary; `nil` for a record that it would not.
  ///
  /// - Throws: `EncodingError` for numbers that JSON has not.
  static func text(of record: RunRecord) throws -> Text? {
    var spec = record.spec
    spec.seed = 0
    spec.noise = NoiseSpec(injector: "", rate: 0, seed: 0, indexChecksum: "")
    let text = Text(specification: try spec.canonicalJSON(), rest: try JSONEncoder().encode(IndexedSummary(record)))
    return try self.record(in: text, KnownSpecifications()) == record ? text : nil
  }

  /// The record that a text is of; `nil` where it is no summary.
  ///
  /// - Throws: `DecodingError` where it is none either.
  static func record(in text: Text, _ specifications: KnownSpecifications) throws -> RunRecord? {
    let summary = try JSONDecoder().decode(IndexedSummary.self, from: text.rest)
    return summary.record(of: try specifications.specification(text.specification))
  }

  /// - Parameter shared: The specification without what is here.
  private func record(of shared: RunSpec) -> RunRecord? {
    guard let outcome = RunOutcome(text: outcome) else { return nil }
    var peakMemory: PeakMemory?
    if let memory, let place = memoryOf.flatMap(PeakMemory.Place.init) {
      peakMemory = PeakMemory(bytes: memory, place: place)
    }
    var spec = shared
    (spec.noise, spec.seed) = (injected, seed)
    var record = RunRecord(
      spec: spec, signature: signature, label: label, isStandIn: isStandIn, outcome: outcome,
      provenance: RunProvenance(
        toolVersion: tool, commit: commit, sources: sources, torchVersion: torch, device: device, startedAt: started,
        endedAt: ended, secondsByPhase: seconds, peakMemory: peakMemory),
      actualNoiseRate: noise)
    record.warnings = warnings ?? []
    (record.best, record.last) = (best?.record, last?.record)
    return record
  }
}
