import BenchCore
import Foundation
import Synchronization

/// The fields of a specification by their dotted paths, such as `recipe.batchSize` or `method.configuration.margin`.
///
/// Read from the specification's own JSON when they are first asked for, so that a field added to it is never forgotten.
/// How numbers are computed is always there for a run trained here, although a specification leaves out the usual way.
final class SpecificationFields: Sendable {
  private let spec: RunSpec
  private let known = Mutex<[String: JSONValue]?>(nil)

  init(_ spec: RunSpec) {
    self.spec = spec
  }

  /// Values by path.
  var values: [String: JSONValue] {
    known.withLock { known in
      let values = known ?? Self.values(of: spec)
      known = values
      return values
    }
  }

  /// The fields of specifications without noise and seed, which most runs of a folder share.
  private static let shared = Mutex<[RunSpec: [String: JSONValue]]>([:])

  private static func values(of spec: RunSpec) -> [String: JSONValue] {
    var key = spec
    key.seed = 0
    key.noise = NoiseSpec(injector: "", rate: 0, seed: 0, indexChecksum: "")
    var values: [String: JSONValue]
    if let found = shared.withLock({ $0[key] }) {
      values = found
    } else {
      let made = arithmetic(of: key).merging(Self.values(of: key, path: "")) { $1 }
      shared.withLock { $0[key] = made }
      values = made
    }
    values.merge(Self.values(of: spec.noise, path: "noise")) { $1 }
    values["seed"] = .number(Double(spec.seed))
    return values
  }

  /// The fields of a recipe alone.
  static func values(of recipe: TrainingRecipe) -> [String: JSONValue] {
    values(of: recipe, path: "recipe")
  }

  private static func arithmetic(of spec: RunSpec) -> [String: JSONValue] {
    guard let arithmetic = spec.setup?.arithmetic else { return [:] }
    let everything: [String: JSONValue] = ["arithmetic.microBatchSize": .null]
    return everything.merging(values(of: arithmetic, path: "arithmetic")) { $1 }
  }

  private static func values(of value: some Encodable, path: String) -> [String: JSONValue] {
    var values: [String: JSONValue] = [:]
    // A specification has an identity only because it has a JSON form: encoding one cannot fail.
    if let data = try? JSONEncoder().encode(value), let tree = try? JSONDecoder().decode(JSONValue.self, from: data) {
      flatten(tree, path: path, into: &values)
    }
    return values
  }

  private static func flatten(_ tree: JSONValue, path: String, into values: inout [String: JSONValue]) {
    guard case .object(let members) = tree else {
      values[path] = tree
      return
    }
    for (name, value) in members {
      flatten(value, path: path.isEmpty ? name : "\(path).\(name)", into: &values)
    }
  }
}

extension JSONValue {
  /// The value as a person would write it; a checksum is the name of well-known weights, or its first eight digits.
  var shownText: String {
    switch self {
    case .null: "none"
    case .bool(let value): value ? "on" : "off"
    case .number(let value): value.formattedNumber
    case .string(let value):
      value.isChecksum ? KnownWeights.name(of: value) ?? String(value.prefix(8)) : value
    case .array(let values): values.isEmpty ? "none" : values.map(\.shownText).joined(separator: "+")
    case .object(let members):
      members.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value.shownText)" }.joined(separator: "+")
    }
  }

  /// Where the value stands among others: numbers by size, then texts.
  var sortKey: SortKey {
    switch self {
    case .number(let value): .number(value)
    case .bool(let value): .number(value ? 1 : 0)
    case .string(let value): .text(value)
    default: .text(shownText)
    }
  }
}

extension Double {
  /// As few digits as tell the number: `60`, `0.2`.
  var formattedNumber: String {
    self == rounded() && abs(self) < 1e15 ? String(Int(self)) : String(self)
  }
}

extension String {
  fileprivate var isChecksum: Bool { utf8.count == 64 && allSatisfy(\.isHexDigit) }

  /// Whether a field with this path is chosen for a whole experiment: no method's own, and no consequence of the data.
  var isExperimentSetting: Bool {
    ["recipe.", "augmentation.", "arithmetic."].contains { hasPrefix($0) }
      || ["selection", "threads", "device"].contains(self)
  }

  /// What a field's path is called in tables: the words of its last part, such as `batch size` for `recipe.batchSize`.
  var fieldTitle: String {
    if let title = Self.fieldTitles[self] { return title }
    let name = split(separator: ".").last.map(String.init) ?? self
    return name.reduce(into: "") { title, character in
      if character.isUppercase, title.last?.isLowercase == true { title.append(" ") }
      title += character.lowercased()
    }
  }

  /// Fields whose last part says too little.
  private static let fieldTitles = [
    "dataset.id": "dataset", "dataset.imageChecksum": "images", "method.id": "method",
    "method.revision": "method revision", "model.initialWeights": "weights", "noise.rate": "noise rate",
    "noise.seed": "noise seed", "arithmetic.usesTF32": "TF32", "arithmetic.isDeterministic": "deterministic",
    "arithmetic.microBatchSize": "micro-batch", "augmentation.image": "image augmentation",
    "augmentation.text": "text augmentation",
  ]
}

/// What table rows and columns are sorted by.
enum SortKey: Hashable, Comparable {
  case number(Double)
  case text(String)
}
