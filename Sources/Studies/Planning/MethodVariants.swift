import BenchCore
import Methods

/// The configurations of each method of a study: its defaults with what was set, for every combination of what varies.
struct MethodVariants {
  /// One configuration that was asked for.
  struct Variant {
    /// The changed fields by their full names.
    var overrides: [String: JSONValue] = [:]
    /// The changes in the order they were asked for, such as `["temperature=0.01"]`.
    var changes: [String] = []
  }

  private let methods: [MethodEntry]
  /// What is set, and what varies.
  private let settings: [(setting: FieldSetting, isVaried: Bool)]

  /// Checks that every setting belongs to a method of the study.
  ///
  /// - Parameters:
  ///   - fixed: Settings of one value, which of some fields is a list.
  ///   - varied: Settings of several; every combination is a variant.
  /// - Throws: `StudyFailure` for a scope that no method has, or a setting that does not say whose it is.
  init(of methods: [MethodEntry], fixed: [FieldSetting], varied: [FieldSetting]) throws {
    self.methods = methods
    settings = fixed.map { ($0, false) } + varied.map { ($0, true) }
    for (setting, _) in settings {
      if let scope = setting.scope {
        guard methods.contains(where: { setting.isFor($0.info.id) }) else {
          throw StudyFailure.unknownScope(scope, setting: setting.description, known: Self.scopes(of: methods))
        }
      } else if methods.count > 1 {
        throw StudyFailure.unclearScope(setting.description, known: Self.scopes(of: methods))
      }
    }
  }

  /// The variants of one method; a single one without changes where nothing was asked for.
  ///
  /// - Throws: `MethodFailure.unknownField`, `StudyFailure.repeated` for a field or a value that is given twice, or
  ///   `StudyFailure.severalValues`.
  func variants(of method: MethodEntry) throws -> [Variant] {
    var variants = [Variant()]
    var seen: Set<String> = []
    for (setting, isVaried) in settings where setting.isFor(method.info.id) {
      let field = try method.field(named: setting.field)
      let name = field.name
      guard seen.insert(name).inserted else {
        throw StudyFailure.repeated("settings of \(method.info.id)", value: name)
      }
      let values = isVaried ? setting.values.map(field.permitted.canonical) : [try fixedValue(setting, of: field)]
      var seenValues: Set<JSONValue> = []
      for value in values where !seenValues.insert(value).inserted {
        throw StudyFailure.repeated("values of \(name)", value: value.typedText)
      }
      try StudyPlanner.check(runCount: Double(variants.count) * Double(values.count))
      variants = variants.flatMap { variant in
        values.map { value in
          var changed = variant
          changed.overrides[name] = value
          changed.changes.append("\(name)=\(value.typedText)")
          return changed
        }
      }
    }
    return variants
  }

  /// The one value of a setting that does not vary; several are one list where the field takes lists.
  private func fixedValue(_ setting: FieldSetting, of field: ConfigurationField) throws -> JSONValue {
    if setting.values.count == 1 { return field.permitted.canonical(setting.values[0]) }
    guard case .listOf = field.permitted else { throw StudyFailure.severalValues(setting.description) }
    return field.permitted.canonical(.array(setting.values))
  }

  /// Ids, and the starts that several ids share.
  private static func scopes(of methods: [MethodEntry]) -> [String] {
    let ids = methods.map(\.info.id)
    let families = ids.compactMap { id in id.lastIndex(of: "-").map { String(id[..<$0]) } }
    return Set(ids + families).sorted()
  }
}
