import BenchCore
import Foundation

/// What a command prints, line by line: the epochs it reports, and its last words.
///
/// Nothing that a command prints may stop the run or be stored beyond what its numbers can mean (see
/// `docs/external-methods.md`).
struct ExternalOutput {
  /// Epochs by number, from 1.
  private(set) var epochs: [Int: EpochRecord] = [:]
  private var lastLines: [String] = []
  private var lastEpochEnd: ContinuousClock.Instant
  /// The loss terms of the run, in the order in which they were first named.
  private var termNames: [String] = []

  /// More epochs than any training has; what a broken counter prints beyond it is not kept.
  private static let epochLimit = 100_000
  /// More loss terms than any method has.
  private static let termLimit = 32
  /// Three years: more than an epoch takes.
  private static let secondsLimit = 1e8
  private static let keptLines = 3
  private static let keptCharacters = 300

  init(start: ContinuousClock.Instant) {
    lastEpochEnd = start
  }

  /// The last lines that are not blank, on one line.
  var tail: String { lastLines.joined(separator: " | ") }

  /// Takes a line; returns the epoch it reports, if it does.
  mutating func take(_ line: String, at now: ContinuousClock.Instant = .now) -> EpochRecord? {
    let text = line.trimmingCharacters(in: .whitespaces)
    guard !text.isEmpty else { return nil }
    let kept = String(text.prefix(Self.keptCharacters)).printableLine
    lastLines = lastLines.suffix(Self.keptLines - 1) + [kept]
    guard let epoch = epoch(of: text, seconds: (now - lastEpochEnd).seconds) else { return nil }
    lastEpochEnd = now
    epochs[epoch.epoch] = epoch
    return epoch
  }

  /// `epoch=3 loss=1.2`, with any metric by its name (`r1`, percent), `lr`, `seconds` and further loss terms;
  /// other words of the line do not matter.
  private mutating func epoch(of line: String, seconds: Double) -> EpochRecord? {
    guard line.contains("epoch=") else { return nil }
    var values: [(name: String, value: Double)] = []
    for word in line.split(whereSeparator: { $0.isWhitespace || $0 == "," }) {
      let parts = word.split(separator: "=", omittingEmptySubsequences: false)
      if parts.count == 2, let value = Double(parts[1]), !values.contains(where: { $0.name == parts[0] }) {
        values.append((String(parts[0]), value))
        if values.count == 4 * Self.termLimit { break }
      }
    }
    func value(_ name: String, in range: ClosedRange<Double> = -.infinity ... .infinity) -> Double? {
      values.first { $0.name == name }.flatMap { range.contains($0.value) ? $0.value : nil }
    }
    guard let number = value("epoch").flatMap({ Int(exactly: $0) }), (1...Self.epochLimit).contains(number),
      let loss = values.first(where: { $0.name == "loss" })?.value
    else { return nil }
    var selection: MetricValues = [:]
    for metric in Metric.allCases { selection[metric] = value(metric.rawValue, in: 0...100) }
    return EpochRecord(
      epoch: number, losses: terms(among: values) ?? [("loss", loss)], loss: loss,
      learningRate: value("lr", in: 0...Double.greatestFiniteMagnitude),
      seconds: value("seconds", in: 0...Self.secondsLimit) ?? seconds, selection: selection.isEmpty ? nil : selection)
  }

  /// The values that are terms of the loss; `nil` if none is.
  private mutating func terms(among values: [(name: String, value: Double)]) -> [(name: String, value: Double)]? {
    let known = Set(["epoch", "loss", "lr", "seconds"] + Metric.allCases.map(\.rawValue))
    let named = values.filter { !known.contains($0.name) && Self.isTermName($0.name) }
    for term in named where termNames.count < Self.termLimit && !termNames.contains(term.name) {
      termNames.append(term.name)
    }
    let terms = named.filter { termNames.contains($0.name) }
    return terms.isEmpty ? nil : terms
  }

  private static func isTermName(_ name: String) -> Bool {
    !name.isEmpty && name.count <= 40
      && name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "_-".contains($0)) }
  }
}
