import BenchCore
import Foundation

/// What a command prints, line by line: the epochs it reports, and its last words.
struct ExternalOutput {
  /// Epochs by number, from 1.
  private(set) var epochs: [Int: EpochRecord] = [:]
  private var lastLines: [String] = []
  private var lastEpochEnd: Date

  /// More epochs than any training has; what a broken counter prints beyond it is not kept.
  private static let epochLimit = 100_000
  private static let keptLines = 3
  private static let keptCharacters = 300

  init(start: Date) {
    lastEpochEnd = start
  }

  /// The last lines that are not blank, on one line.
  var tail: String { lastLines.joined(separator: " | ") }

  /// Takes a line; returns the epoch it reports, if it does.
  mutating func take(_ line: String, at now: Date = Date()) -> EpochRecord? {
    let text = line.trimmingCharacters(in: .whitespaces)
    guard !text.isEmpty else { return nil }
    lastLines = lastLines.suffix(Self.keptLines - 1) + [String(text.prefix(Self.keptCharacters))]
    guard let epoch = epoch(of: text, seconds: now.timeIntervalSince(lastEpochEnd)) else { return nil }
    lastEpochEnd = now
    epochs[epoch.epoch] = epoch
    return epoch
  }

  /// `epoch=3 loss=1.2`, with any metric by its name (`r1`, percent), `lr`, `seconds` and further loss terms;
  /// other words of the line do not matter.
  private func epoch(of line: String, seconds: Double) -> EpochRecord? {
    var values: [(name: String, value: Double)] = []
    for word in line.split(whereSeparator: { $0.isWhitespace || $0 == "," }) {
      let parts = word.split(separator: "=", omittingEmptySubsequences: false)
      if parts.count == 2, let value = Double(parts[1]), !values.contains(where: { $0.name == parts[0] }) {
        values.append((String(parts[0]), value))
      }
    }
    func value(_ name: String) -> Double? { values.first { $0.name == name }?.value }
    guard let number = value("epoch").flatMap({ Int(exactly: $0) }), (1...Self.epochLimit).contains(number),
      let loss = value("loss")
    else { return nil }
    var selection: MetricValues = [:]
    for metric in Metric.allCases { selection[metric] = value(metric.rawValue) }
    let known = Set(["epoch", "loss", "lr", "seconds"] + Metric.allCases.map(\.rawValue))
    let terms = values.filter { !known.contains($0.name) && Self.isTermName($0.name) }
    return EpochRecord(
      epoch: number, losses: terms.isEmpty ? [("loss", loss)] : terms, loss: loss,
      learningRate: value("lr"), seconds: value("seconds") ?? seconds,
      selection: selection.isEmpty ? nil : selection)
  }

  private static func isTermName(_ name: String) -> Bool {
    !name.isEmpty && name.count <= 40
      && name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "_-".contains($0)) }
  }
}
