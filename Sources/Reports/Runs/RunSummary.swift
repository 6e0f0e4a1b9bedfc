package import BenchCore
import Foundation
import Metrics

/// One run for a person's eyes or a program's: what was asked, what came out, where it comes from.
package struct RunSummary {
  private let record: RunRecord

  /// Summarises a record; epochs, sample selections and noise are shown as far as they were read.
  package init(_ record: RunRecord) {
    self.record = record
  }

  /// `finished`, or `failed: ` and the message on one line.
  package var outcome: String {
    switch record.outcome {
    case .finished: "finished"
    case .failed(let reason): "failed: \(reason.singleLine)"
    }
  }

  // MARK: - Text

  /// Lines of text, ending in a newline.
  package var text: String {
    let parts = [heading, provenance, specification, metrics, epochs, sampleSelections]
    return parts.filter { !$0.isEmpty }.map { $0.joined(separator: "\n") }.joined(separator: "\n\n") + "\n"
  }

  private var heading: [String] {
    let spec = record.spec
    let standIn = record.isStandIn ? " (synthetic stand-in)" : ""
    return [
      "\(record.label) on \(spec.dataset.id)\(standIn), \(spec.noise.rate.percentText) noise, seed \(spec.seed)"
        .singleLine,
      "outcome    \(outcome)", "signature  \(record.signature.singleLine)",
    ]
  }

  private var provenance: [String] {
    let provenance = record.provenance
    let seconds = provenance.secondsByPhase.sorted { $0.key < $1.key }
      .map { "\($0.key) \(String(format: "%.1f", $0.value)) s" }.joined(separator: ", ")
    let code = [provenance.commit, provenance.sources.map { "sources \($0.prefix(12))" }].compactMap(\.self)
    let origin = code.isEmpty ? "" : " (\(code.joined(separator: ", ")))"
    let memory = provenance.peakMemory.map { peak in
      let owner = peak.place == .device ? "tensors on the device" : "the whole process"
      return "memory     \(String(format: "%.2f", Double(peak.bytes) / 1e9)) GB at most, of \(owner)"
    }
    return [
      "made by    nc-bench \(provenance.toolVersion)\(origin), libtorch \(provenance.torchVersion ?? ""), \(provenance.device)",
      "started    \(Date(timeIntervalSince1970: provenance.startedAt).formatted(.iso8601))",
      "time       \(String(format: "%.1f", provenance.endedAt - provenance.startedAt)) s"
        + (seconds.isEmpty ? "" : ": \(seconds)"),
      memory,
      "noise      \(record.spec.noise.injector), "
        + (record.knownNoiseRate.map {
          "asked for \(record.spec.noise.rate.percentText), in fact \($0.percentText) of the pairs"
        } ?? "said to be \(record.spec.noise.rate.percentText); in fact unknown, for it was trained elsewhere"),
    ].compactMap { $0?.singleLine } + record.warnings.map { "warning    \($0)".singleLine }
  }

  private var specification: [String] {
    let fields = SpecificationFields(record.spec).values.sorted { $0.key < $1.key }
    let width = fields.map(\.key.count).max() ?? 0
    return ["Specification"]
      + fields.map { "  \($0.key.rightPadded(to: width))  \($0.value.exactText)".singleLine }
  }

  private var metrics: [String] {
    let measured = CheckpointName.allCases.compactMap { checkpoint in record[checkpoint].map { (checkpoint, $0) } }
    guard !measured.isEmpty else { return [] }
    let header =
      ["Test split".rightPadded(to: Self.nameWidth)] + (Metric.paper + [.rsum]).map { $0.title.leftPadded(to: 7) }
    return [header.joined()]
      + measured.flatMap { checkpoint, found in
        RetrievalDirection.allCases.flatMap { direction in
          let name = "  \(checkpoint.title) (epoch \(found.epoch)) \(direction.rawValue)"
          return [name.rightPadded(to: Self.nameWidth) + Self.row(found[direction].metrics)]
            + Self.ties(of: found[direction])
        }
      }
  }

  private var epochs: [String] {
    guard let epochs = record.epochs else { return [] }
    let split = record.spec.selection.rawValue
    return ["Epoch  loss      " + Metric.paper.map { $0.title.leftPadded(to: 7) }.joined() + "  (\(split) split)"]
      + epochs.map { epoch in
        String(epoch.epoch).leftPadded(to: 5) + "  " + String(format: "%-10.4f", epoch.loss)
          + Metric.paper.map { Self.number(epoch.selection?[$0]) }.joined()
      }
  }

  private var sampleSelections: [String] {
    guard let selections = record.sampleSelections else { return [] }
    return ["Sample selection before epoch: kept as clean, precision and recall of that (%)"]
      + selections.map { selection in
        let kept = selection.treatedAsClean.count { $0 }
        let quality = SampleSelectionQuality(selection, record.noise)
        let shares = [quality?.precision, quality?.recall].map { share in Self.number(share.map { 100 * $0 }) }
        return String(selection.epoch).leftPadded(to: 5)
          + "  \(kept) of \(selection.treatedAsClean.count)"
          .rightPadded(to: 20) + shares.joined()
      }
  }

  /// Room for `  Best (epoch 100) text-to-image`.
  private static let nameWidth = 32

  private static func row(_ metrics: MetricValues) -> String {
    (Metric.paper + [.rsum]).map { number(metrics[$0]) }.joined()
  }

  /// Two lines with the ends of metrics that equal similarities decide.
  private static func ties(of record: DirectionRecord) -> [String] {
    guard !record.tieRanges.isEmpty else { return [] }
    return [("lowest", \TieRange.lowest), ("highest", \TieRange.highest)].map { name, end in
      "    \(name) of all tie orders".rightPadded(to: nameWidth)
        + (Metric.paper + [.rsum]).map { number(record.tieRanges[$0]?[keyPath: end]) }.joined()
    }
  }

  private static func number(_ value: Double?) -> String {
    (value.map { String(format: "%.2f", $0) } ?? "-").leftPadded(to: 7)
  }

  // MARK: - JSON

  /// One JSON object with keys in snake case, ending in a newline; `configuration` keeps the names of the method's fields.
  package var json: String {
    // All of a record has a JSON form, so there is nothing that could not be encoded.
    ((try? Document(record, outcome: outcome).reportJSON()) ?? "") + "\n"
  }
}

/// The JSON form of a summary.
private struct Document: Encodable {
  var label: String
  var outcome: String
  var signature: String
  var standIn: Bool
  var spec: RunSpec
  /// Also where the specification leaves it out because it is as usual.
  var arithmetic: ArithmeticSpec?
  /// Missing where it is not known.
  var actualNoiseRate: Double?
  var warnings: [String]
  var provenance: Provenance
  var best: Checkpoint?
  var last: Checkpoint?
  var epochs: [Epoch]
  var sampleSelections: [SampleSelection]

  init(_ record: RunRecord, outcome: String) {
    label = record.label
    self.outcome = outcome
    signature = record.signature
    warnings = record.warnings
    standIn = record.isStandIn
    spec = record.spec
    arithmetic = record.spec.setup?.arithmetic
    actualNoiseRate = record.knownNoiseRate
    provenance = Provenance(record.provenance)
    best = record.best.map(Checkpoint.init)
    last = record.last.map(Checkpoint.init)
    epochs = (record.epochs ?? []).map(Epoch.init)
    sampleSelections = (record.sampleSelections ?? []).map { SampleSelection($0, noise: record.noise) }
  }

  struct Provenance: Encodable {
    var toolVersion: String
    var commit: String
    var sources: String
    var torchVersion: String
    var device: String
    var startedAt: Double
    var endedAt: Double
    var secondsByPhase: [String: Double]
    var peakMemoryBytes: Int?
    var peakMemoryOf: String?

    init(_ provenance: RunProvenance) {
      toolVersion = provenance.toolVersion
      commit = provenance.commit ?? ""
      sources = provenance.sources ?? ""
      torchVersion = provenance.torchVersion ?? ""
      device = provenance.device
      startedAt = provenance.startedAt
      endedAt = provenance.endedAt
      secondsByPhase = provenance.secondsByPhase
      peakMemoryBytes = provenance.peakMemory?.bytes
      peakMemoryOf = provenance.peakMemory?.place.rawValue
    }
  }

  struct Checkpoint: Encodable {
    var epoch: Int
    var textToImage: MetricValues
    var imageToText: MetricValues
    /// Lowest and highest over the orders of equal similarities, of metrics that these decide.
    var textToImageTies: [Metric: [Double]]?
    var imageToTextTies: [Metric: [Double]]?

    init(_ record: CheckpointRecord) {
      epoch = record.epoch
      textToImageTies = Self.ties(of: record.textToImage)
      imageToTextTies = Self.ties(of: record.imageToText)
      textToImage = record.textToImage.metrics
      imageToText = record.imageToText.metrics
    }

    private static func ties(of record: DirectionRecord) -> [Metric: [Double]]? {
      record.tieRanges.isEmpty ? nil : record.tieRanges.mapValues { [$0.lowest, $0.highest] }
    }
  }

  struct Epoch: Encodable {
    var epoch: Int
    var loss: Double
    var losses: [String: Double]
    var learningRate: Double?
    var seconds: Double
    var selection: MetricValues?
    var test: MetricValues?

    init(_ record: EpochRecord) {
      epoch = record.epoch
      loss = record.loss
      losses = Dictionary(record.losses.map { ($0.name, $0.value) }, uniquingKeysWith: { $1 })
      learningRate = record.learningRate
      seconds = record.seconds
      selection = record.selection
      test = record.test
    }
  }

  struct SampleSelection: Encodable {
    var epoch: Int
    var pairs: Int
    var keptAsClean: Int
    var precision: Double?
    var recall: Double?

    init(_ record: SampleSelectionRecord, noise: NoiseRecord?) {
      let quality = SampleSelectionQuality(record, noise)
      epoch = record.epoch
      pairs = record.treatedAsClean.count
      keptAsClean = record.treatedAsClean.count { $0 }
      precision = quality?.precision
      recall = quality?.recall
    }
  }
}

extension SampleSelectionQuality {
  /// The consensus compared with the truth; `nil` where that is not known.
  fileprivate init?(_ selection: SampleSelectionRecord, _ noise: NoiseRecord?) {
    guard let noise,
      let quality = try? SampleSelectionQuality(predicted: selection.treatedAsClean, truth: noise.isClean)
    else { return nil }
    self = quality
  }
}

extension JSONValue {
  /// The value in full, checksums too.
  fileprivate var exactText: String {
    if case .string(let text) = self { text } else { shownText }
  }
}
