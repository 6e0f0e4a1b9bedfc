import BenchCore
import Foundation

/// The parts of a record that every listing needs (`ResultContents.summary`), as JSON.
struct IndexedSummary: Codable {
  private struct Direction: Codable {
    var metrics: MetricValues
    /// Lowest, highest and share by metric.
    var ties: [Metric: [Double]]?

    init(_ direction: DirectionRecord) {
      metrics = direction.metrics
      ties =
        direction.tieRanges.isEmpty ? nil : direction.tieRanges.mapValues { [$0.lowest, $0.highest, $0.share] }
    }

    var record: DirectionRecord {
      let ranges = (ties ?? [:]).compactMapValues { values in
        values.count == 3 ? TieRange(lowest: values[0], highest: values[1], share: values[2]) : nil
      }
      return DirectionRecord(metrics: metrics, tieRanges: ranges)
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

  private var spec: RunSpec
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
    (spec, signature, label) = (record.spec, record.signature, record.label)
    (isStandIn, outcome, noise) = (record.isStandIn, record.outcome.text, record.actualNoiseRate)
    warnings = record.warnings.isEmpty ? nil : record.warnings
    (tool, commit, sources) = (provenance.toolVersion, provenance.commit, provenance.sources)
    (torch, device, seconds) = (provenance.torchVersion, provenance.device, provenance.secondsByPhase)
    (started, ended) = (provenance.startedAt, provenance.endedAt)
    (memory, memoryOf) = (provenance.peakMemory?.bytes, provenance.peakMemory?.place.rawValue)
    (best, last) = (record.best.map(Checkpoint.init), record.last.map(Checkpoint.init))
  }

  /// One line of JSON that says all of a summary; `nil` for a record that it would not.
  ///
  /// - Throws: `EncodingError` for numbers that JSON has not.
  static func text(of record: RunRecord) throws -> Data? {
    let text = try JSONEncoder().encode(IndexedSummary(record))
    return try JSONDecoder().decode(IndexedSummary.self, from: text).record == record ? text : nil
  }

  /// `nil` where it is no summary.
  var record: RunRecord? {
    guard let outcome = RunOutcome(text: outcome) else { return nil }
    var peakMemory: PeakMemory?
    if let memory, let place = memoryOf.flatMap(PeakMemory.Place.init) {
      peakMemory = PeakMemory(bytes: memory, place: place)
    }
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
