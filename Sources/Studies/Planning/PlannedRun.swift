package import BenchCore
import Foundation

/// One run of a study, ready to be executed here or in another process.
package struct PlannedRun: Codable, Sendable, Hashable {
  /// What decides the numbers.
  package var spec: RunSpec
  /// The run's identity.
  package var signature: String
  /// The method's name in tables.
  package var label: String
  /// Whether the dataset is a synthetic stand-in.
  package var isStandIn: Bool
  /// The configuration fields that were asked for, such as `temperature=0.01`; for names and progress lines only.
  package var changes: [String]?

  /// Signs a specification.
  package init(spec: RunSpec, label: String, isStandIn: Bool, changes: [String] = []) throws {
    self.spec = spec
    self.label = label
    self.isStandIn = isStandIn
    self.changes = changes.isEmpty ? nil : changes
    signature = try spec.signature()
  }

  /// The signature that the same run had before images were a part of its identity; `nil` where they are none.
  package var earlierSignature: String? {
    guard spec.dataset.imageChecksum != nil else { return nil }
    var earlier = spec
    earlier.dataset.imageChecksum = nil
    return try? earlier.signature()
  }

  /// What the names of runs end with that differ in what their signatures pin alone.
  package static let signatureDigits = 8

  /// A file name that says what the run is, such as `synth-pedes_rde-tal_noise20_seed1_5c0ffee0`.
  ///
  /// Changed fields come after the method: `rde-tal_temperature-0.01`. They are cut where the name would grow beyond
  /// what file systems take; the signature's start tells runs apart.
  package var name: String {
    let method = ([spec.method.id] + (changes ?? [])).joined(separator: "_").prefix(120)
    return [
      spec.dataset.id, String(method), "noise\(percent)", "seed\(spec.seed)",
      String(signature.prefix(Self.signatureDigits)),
    ]
    .map(\.fileNamePart).joined(separator: "_")
  }

  /// A heading for progress lines, such as `synth-pedes · rde-tal · 20% · seed 1`.
  package var title: String {
    let changes = changes.map { " (\($0.joined(separator: ", ")))" } ?? ""
    return "\(spec.dataset.id) · \(spec.method.id)\(changes) · \(percent)% · seed \(spec.seed)"
  }

  private var percent: String {
    let value = (spec.noise.rate * 1e6).rounded() / 1e4
    return value == value.rounded() ? String(Int(value)) : String(value)
  }
}

extension String {
  /// The text with a dash for what a file name should not have.
  fileprivate var fileNamePart: String {
    String(map { $0.isASCII && ($0.isLetter || $0.isNumber || "._-".contains($0)) ? $0 : "-" })
  }
}
