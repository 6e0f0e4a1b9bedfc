package import BenchCore
package import Foundation
import HDF5

/// A whole result, and what its file says twice.
package struct AuditedResult: Sendable {
  /// The result.
  package var record: RunRecord
  /// The layout of its file.
  package var schema: Int
  /// Whether the file has the checksum of its writer; one that was changed afterwards has none.
  package var hasChecksum: Bool
  /// Attributes that the specification, or what they are computed from, contradicts.
  package var contradictions: [Contradiction]
}

extension ResultStore {
  /// Reads a whole result as one of unknown origin, in another process with limits, and compares what its file says twice.
  ///
  /// What a record itself has more than once is for its readers to compare.
  ///
  /// - Throws: As `read` does.
  package static func audit(_ file: URL) throws -> AuditedResult {
    let root = try File.open(file, trust: .isolated)
    let record = try read(root, including: .all, of: file)
    let schema = try schema(of: root, in: file)
    return AuditedResult(
      record: record, schema: schema, hasChecksum: root.isSealed,
      contradictions: try ResultAudit(root: root, layout: FileLayout(schema: schema), record: record).contradictions())
  }
}

/// Compares the copies that a result file has of one thing.
private struct ResultAudit {
  let root: Group
  let layout: FileLayout
  let record: RunRecord

  func contradictions() throws -> [Contradiction] {
    try specification() + noise() + sums() + shares()
  }

  private func specification() throws -> [Contradiction] {
    let spec = record.spec
    let says = "the specification says"
    var found: [Contradiction] = []
    // The text as it is stored: that of an earlier version need not be today's.
    let signature = try root.attributes.scalar("spec", as: String.self).utf8Data.sha256
    if record.signature != signature {
      found.append(
        Contradiction(
          in: "attributes", "signature", stored: .string(record.signature), recomputed: .string(signature),
          source: "the specification has the SHA-256"))
    }
    for (name, expected) in [
      ("dataset", spec.dataset.id), ("dataset_checksum", spec.dataset.annotationChecksum),
      ("noise_index_sha256", spec.noise.indexChecksum), ("selection", spec.selection.rawValue),
    ] where try root.attributes.contains(name) {
      let stored = try root.attributes.scalar(name, as: String.self)
      guard stored != expected else { continue }
      found.append(
        Contradiction(in: "attributes", name, stored: .string(stored), recomputed: .string(expected), source: says))
    }
    return found + (try number("nominal_noise_rate", of: root, "attributes", spec.noise.rate, source: says))
  }

  private func noise() throws -> [Contradiction] {
    guard let noise = record.noise else { return [] }
    return try number("actual_noise_rate", of: root, "attributes", noise.rate, source: "the pairs make")
  }

  /// Metrics that are sums of others, which a record computes anew.
  private func sums() throws -> [Contradiction] {
    try CheckpointName.allCases.flatMap { name -> [Contradiction] in
      guard let checkpoint = record[name] else { return [] }
      return try RetrievalDirection.allCases.flatMap { direction -> [Contradiction] in
        let group = try root.group("\(name.rawValue)/\(layout.group(direction))")
        return try Metric.allCases.filter { !$0.parts.isEmpty }.flatMap { metric -> [Contradiction] in
          guard let sum = checkpoint[direction].metrics[metric] else { return [] }
          let parts = metric.parts.map(\.title).joined(separator: ", ")
          return try number(
            metric.rawValue, title: metric.title, of: group, "\(name.rawValue) \(direction.rawValue)", sum,
            tolerance: 1e-6, source: "the stored \(parts) make")
        }
      }
    }
  }

  /// Shares of the qualities of sample selections, which a record computes from the counts.
  private func shares() throws -> [Contradiction] {
    try (record.selectionQualities ?? []).flatMap { quality -> [Contradiction] in
      let selections = try root.group(layout.selections)
      let epochs = try selections.childNames().map { try selections.group($0) }
      guard let epoch = try epochs.first(where: { try $0.attributes.scalar("epoch") == quality.epoch }) else {
        return []
      }
      let place = "sample selection of epoch \(quality.epoch)"
      return try shares(quality.consensus, epoch.group("quality"), place)
        + quality.heads.flatMap { head in
          try shares(head.value, epoch.group("quality/\(head.name)"), "\(place), \(head.name)")
        }
    }
  }

  private func shares(_ quality: SampleSelectionQuality, _ group: Group, _ place: String) throws -> [Contradiction] {
    try [
      ("precision", quality.precision), ("recall", quality.recall), ("f1", quality.f1), ("accuracy", quality.accuracy),
    ].flatMap { name, expected in
      try expected.map { try number(name, of: group, place, $0, source: "its counts make") } ?? []
    }
  }

  /// A contradiction where there is an attribute with another number.
  private func number(
    _ name: String, title: String? = nil, of group: Group, _ part: String, _ expected: Double, tolerance: Double = 1e-9,
    source: String
  ) throws -> [Contradiction] {
    guard try group.attributes.contains(name) else { return [] }
    let stored = try group.attributes.scalar(name, as: Double.self)
    guard !(abs(stored - expected) <= tolerance) else { return [] }
    return [
      Contradiction(
        in: part, name, title: title, stored: .number(stored), recomputed: .number(expected), source: source)
    ]
  }
}

extension String {
  fileprivate var utf8Data: Data { Data(utf8) }
}
