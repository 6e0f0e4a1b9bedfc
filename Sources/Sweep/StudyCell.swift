public import BenchCore
import Foundation

/// One run of a study, ready to be executed here or in another process.
public struct StudyCell: Codable, Sendable, Hashable {
  /// What decides the numbers.
  public var spec: RunSpec
  /// The run's identity.
  public var signature: String
  /// The method's name in tables.
  public var label: String
  /// Whether the dataset is a synthetic stand-in.
  public var isStandIn: Bool

  /// Signs a specification.
  public init(spec: RunSpec, label: String, isStandIn: Bool) throws {
    self.spec = spec
    self.label = label
    self.isStandIn = isStandIn
    signature = try spec.signature()
  }

  /// A file name that says what the cell is, such as `synth-pedes_rde-tal_noise20_seed1_5c0ffee0`.
  public var name: String {
    [
      spec.dataset.id.asFileName, spec.method.id.asFileName, "noise\(percent)", "seed\(spec.seed)",
      String(signature.prefix(8)),
    ]
    .joined(separator: "_")
  }

  /// A heading for progress lines, such as `synth-pedes · rde-tal · 20% · seed 1`.
  public var title: String {
    "\(spec.dataset.id) · \(spec.method.id) · \(percent)% · seed \(spec.seed)"
  }

  private var percent: String {
    let value = (spec.noise.rate * 1e6).rounded() / 1e4
    return value == value.rounded() ? String(Int(value)) : String(value)
  }
}

extension String {
  /// The text with anything but letters, digits, `.`, `-` and `_` replaced: an external method's label can hold anything.
  fileprivate var asFileName: String {
    String(map { $0.isLetter || $0.isNumber || ".-_".contains($0) ? $0 : "-" })
  }
}
