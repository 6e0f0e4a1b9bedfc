package import BenchCore
import Foundation

/// A result file that was checked, and what came of it.
package struct CheckedFile: Sendable, Encodable {
  /// What a check can end with.
  package enum State: String, Sendable, Encodable, CaseIterable {
    /// Everything that is stored more than once, or can be computed again, agrees.
    case good = "ok"
    /// Something does not.
    case contradictory = "wrong"
    /// Nothing contradicts it, but of some metrics there is nothing in the file that they could be compared with.
    case unverified
    /// The run failed; what there is of it agrees.
    case failed
    /// It is no result, damaged, or says what no run can say.
    case unreadable
  }

  /// The path that it was found at.
  package var file: String
  /// What the check ended with.
  package var state: State
  /// The layout of the file; `nil` where it cannot be read.
  package var schema: Int?
  /// Whether it has the checksum of its writer; `nil` where it cannot be read.
  package var hasChecksum: Bool?
  /// What could be checked, such as `best text-to-image: queries, embeddings`.
  package var checked: [String] = []
  /// What nothing in the file can be compared with, such as `best text-to-image: mAP`.
  package var unverified: [String] = []
  /// What does not add up.
  package var contradictions: [Contradiction] = []
  /// Why it cannot be read, or why the run failed.
  package var problem: String?

  /// A file that cannot be read.
  package init(file: String, unreadable problem: String) {
    (self.file, self.problem, state) = (file, problem, .unreadable)
  }

  /// A whole record and where its file was.
  ///
  /// - Parameter stored: Contradictions of the file itself, which a record does not show.
  package init(file: String, record: RunRecord, schema: Int, hasChecksum: Bool, stored: [Contradiction]) {
    self.file = file
    (self.schema, self.hasChecksum) = (schema, hasChecksum)
    contradictions = stored + record.contradictions() + record.trainingContradictions()
    checked = record.checkedParts
    unverified = record.unverifiedParts
    if case .failed(let reason) = record.outcome { problem = reason.singleLine }
    state =
      if !contradictions.isEmpty {
        .contradictory
      } else if !unverified.isEmpty {
        .unverified
      } else {
        record.outcome == .finished ? .good : .failed
      }
  }

  /// Whether everything that it says of metrics could be compared with something, and nothing about it is wrong.
  package var addsUp: Bool { state == .good || state == .failed }

  /// What cannot be checked, in words; `nil` where everything can.
  package var unverifiedText: String? {
    unverified.isEmpty ? nil : "nothing is stored to compute this from: \(unverified.joined(separator: "; "))"
  }

  /// What it is on one line, and a line below for each part that does not add up.
  package var text: String {
    let what: String =
      switch state {
      case .good: checked.joined(separator: "; ")
      case .contradictory: contradictions.count == 1 ? "1 value" : "\(contradictions.count) values"
      case .unverified: unverifiedText ?? ""
      case .failed, .unreadable: problem ?? ""
      }
    let origin = hasChecksum == false ? " (no checksum: it may have been changed since it was written)" : ""
    let line = "\(state.rawValue.rightPadded(to: 10))  \(file): \(what)\(origin)".singleLine
    let rest = state == .contradictory ? [unverifiedText].compactMap(\.self) : []
    let details = (Contradiction.sentences(contradictions) + rest).map { "    \($0)".singleLine }
    return ([line] + details).joined(separator: "\n")
  }
}

/// What became of a check of several files.
package struct CheckReport: Sendable, Encodable {
  /// The files in the order of the check.
  package var files: [CheckedFile]
  private var counts: [String: Int]

  /// Counts the files by what became of them.
  package init(_ files: [CheckedFile]) {
    self.files = files
    counts = files.reduce(into: [:]) { $0[$1.state.rawValue, default: 0] += 1 }
  }

  /// Whether every file adds up.
  package var addsUp: Bool { files.allSatisfy(\.addsUp) }

  /// The files, and how many of each kind there are, ending in a newline.
  package var text: String {
    let kinds = CheckedFile.State.allCases.compactMap { state in
      counts[state.rawValue].map { "\($0) \(state.rawValue)" }
    }
    let total = files.count == 1 ? "1 file" : "\(files.count) files"
    return (files.map(\.text) + ["\(total): \(kinds.joined(separator: ", "))"]).map { "\($0)\n" }.joined()
  }

  /// The same as one JSON object, ending in a newline.
  ///
  /// - Throws: `EncodingError`.
  package func json() throws -> String { try reportJSON() + "\n" }
}

extension RunRecord {
  /// What of a run a check computes again.
  fileprivate var checkedParts: [String] {
    var parts = CheckpointName.allCases.compactMap { name -> String? in
      guard let checkpoint = self[name] else { return nil }
      let hasQueries = RetrievalDirection.allCases.contains { checkpoint[$0].queries != nil }
      let sources = [hasQueries ? "queries" : nil, checkpoint.embeddings == nil ? nil : "embeddings"].compactMap(\.self)
      return "\(name.rawValue) from \(sources.isEmpty ? "nothing" : sources.joined(separator: " and "))"
    }
    if epochs != nil { parts.append("epochs") }
    if noise != nil { parts.append("noise") }
    if selectionQualities != nil, sampleSelections != nil { parts.append("sample selections") }
    return parts
  }

  /// The metrics that neither queries nor embeddings say anything about.
  fileprivate var unverifiedParts: [String] {
    let checkpoints = CheckpointName.allCases.filter { self[$0] != nil }
    if checkpoints.isEmpty, outcome == .finished { return ["Best and Last, which are not there"] }
    return checkpoints.flatMap { name -> [String] in
      guard let checkpoint = self[name], checkpoint.embeddings == nil || test == nil else { return [] }
      return RetrievalDirection.allCases.compactMap { direction -> String? in
        let record = checkpoint[direction]
        let queries = record.queries.flatMap { $0.count > 0 ? $0 : nil }
        let known = queries.map { MetricValues(of: $0) } ?? MetricValues()
        let stored = Metric.measured.filter { record.metrics[$0] != nil }
        let unknown = stored.filter { known[$0] == nil }
        if unknown.isEmpty { return nil }
        let place = "\(name.rawValue) \(direction.rawValue)"
        return unknown == stored ? place : "\(place): \(unknown.map(\.title).joined(separator: ", "))"
      }
    }
  }
}
