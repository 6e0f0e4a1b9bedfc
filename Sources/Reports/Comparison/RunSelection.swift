package import BenchCore

/// Which runs of a folder are meant, such as `method=rde-tal noise=20% seed=1,2,3`.
package struct RunSelection: Sendable, Equatable {
  /// One field and the values it may have.
  private struct Condition: Sendable, Equatable {
    /// A dotted path, or `label`.
    var path: String
    var values: [Value]
  }

  private struct Value: Sendable, Equatable {
    /// As it was typed.
    var text: String
    /// What it says where the field is a number.
    var number: Double?

    func equals(_ value: JSONValue) -> Bool {
      if case .number(let known) = value {
        guard let number else { return false }
        return abs(known - number) <= 1e-12 * max(1, abs(known))
      }
      if case .string(let known) = value, known.lowercased() == text.lowercased() { return true }
      return value.shownText == text
    }
  }

  private var conditions: [Condition] = []

  /// Short names of fields.
  private static let shortNames = [
    "method": "method.id", "dataset": "dataset.id", "noise": "noise.rate", "rate": "noise.rate", "seed": "seed",
    "label": "label",
  ]

  private var names = FieldNames()

  /// All runs.
  package init() {}

  /// Reads `FIELD=VALUE` or `FIELD=VALUE,VALUE`, one for each condition.
  ///
  /// - Parameters:
  ///   - names: How fields are named.
  ///   - methodID: The id of the method that a person calls so.
  ///   - noiseRate: Reads a noise rate, `0...1`.
  /// - Throws: `RunSelectionFailure.noCondition` for anything else, and what `methodID` and `noiseRate` throw.
  package init(
    typed texts: [String], names: FieldNames = FieldNames(), methodID: (String) throws -> String = { $0 },
    noiseRate: (String) throws -> Double
  ) throws {
    self.names = names
    for text in texts {
      let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
      guard parts.count == 2 else { throw RunSelectionFailure.noCondition(text) }
      let path = Self.shortNames[parts[0]] ?? names.field(of: parts[0])
      let values = try parts[1].split(separator: ",").map { part in
        let text = path == "method.id" ? try methodID(String(part)) : String(part)
        return Value(text: text, number: path == "noise.rate" ? try noiseRate(text) : Double(text))
      }
      if let place = conditions.firstIndex(where: { $0.path == path }) {
        conditions[place].values += values
      } else {
        conditions.append(Condition(path: path, values: values))
      }
    }
  }

  /// The places of runs that others of their specification supersede, as in tables, with those of the others.
  package static func superseded(among runs: [RunRecord]) -> [Int: Int] { RunGroup.superseded(among: runs) }

  /// Whether a text reads like a condition.
  package static func isCondition(_ text: String) -> Bool { text.contains("=") }

  /// The selection, with the conditions of `other` on fields that this one does not name.
  package func completed(by other: RunSelection) -> RunSelection {
    var result = self
    result.conditions += other.conditions.filter { condition in !conditions.contains { $0.path == condition.path } }
    return result
  }

  /// The runs that meet all conditions.
  ///
  /// - Throws: `RunSelectionFailure` for a field that no run has, a value that none of the chosen has, and where nothing is
  ///   left.
  package func filter<Run>(_ runs: [Run], record: (Run) -> RunRecord) throws(RunSelectionFailure) -> [Run] {
    let fields = runs.map { Self.fields(of: record($0)) }
    let known = Set(fields.flatMap(\.keys))
    let conditions = try self.conditions.map { condition throws(RunSelectionFailure) in
      let paths = names.paths(of: condition.path, among: known)
      guard let path = paths.first else {
        let all = known.union(Self.shortNames.keys).union(names.symbols.keys)
        throw .unknownField(condition.path, known: all.sorted())
      }
      guard paths.count == 1 else { throw .ambiguousField(condition.path, paths: paths) }
      return Condition(path: path, values: condition.values)
    }
    var chosen = Array(runs.indices)
    for condition in conditions {
      let left = chosen.filter { place in
        condition.values.contains { value in fields[place][condition.path].map(value.equals) ?? false }
      }
      guard !left.isEmpty else {
        let found = Set(chosen.map { fields[$0][condition.path]?.shownText ?? "none" })
        throw .nothing(condition.path, condition.values.map(\.text).joined(separator: ","), found: found.sorted())
      }
      chosen = left
    }
    for condition in conditions {
      let found = chosen.compactMap { fields[$0][condition.path] }
      let missing = condition.values.filter { value in !found.contains(where: value.equals) }
      guard missing.isEmpty else {
        throw .nothing(
          condition.path, missing.map(\.text).joined(separator: ","), found: Set(found.map(\.shownText)).sorted())
      }
    }
    return chosen.map { runs[$0] }
  }

  /// The fields of a run's specification, and its label.
  static func fields(of record: RunRecord) -> [String: JSONValue] {
    var fields = SpecificationFields(record.spec.withoutIdleNoise).values
    fields["label"] = .string(record.label)
    return fields
  }
}

/// Conditions that choose no runs.
package enum RunSelectionFailure: BenchFailure, Equatable {
  case noCondition(String)
  case unknownField(String, known: [String])
  /// Several fields end in this name, or have this symbol.
  case ambiguousField(String, paths: [String])
  case nothing(String, String, found: [String])

  package var problem: String {
    switch self {
    case .noCondition(let text): "`\(text)` is no FIELD=VALUE"
    case .unknownField(let field, _): "no run has a field `\(field)`"
    case .ambiguousField(let field, _): "several fields are called `\(field)`"
    case .nothing(let field, let values, _): "no run has \(field) \(values)"
    }
  }

  package var isUsage: Bool { true }

  package var remedy: String? {
    switch self {
    case .noCondition: "write for instance method=rde-tal, noise=20% or recipe.epochs=30"
    case .unknownField(let field, let known): Suggestion.phrase(for: field, in: known)
    case .ambiguousField(_, let paths): "name one of \(paths.joined(separator: ", "))"
    case .nothing(_, _, let found): "there are \(found.joined(separator: ", "))"
    }
  }
}
