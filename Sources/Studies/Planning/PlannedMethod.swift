import BenchCore
import Methods

/// A method of a request with all its configurations.
struct PlannedMethod {
  /// A configuration that was asked for, resolved.
  struct Configuration {
    let spec: MethodSpec
    /// The changes in the order they were asked for, such as `["temperature=0.01"]`.
    let changes: [String]
  }

  let entry: MethodEntry
  /// The name in tables.
  let label: String
  /// Whether a command trains it, with a network and augmentation of its own.
  let isCommand: Bool
  /// Fields that the request sets apart from settings: an external method's command.
  private let overrides: [String: JSONValue]
  private let variants: [MethodVariants.Variant]

  /// The methods of a request.
  ///
  /// - Throws: `MethodFailure` for an unknown method or field, `StudyFailure` for a setting that is no method's or twice
  ///   there and for a label of several configurations, and `ExternalCommandFailure` for a command without its method or
  ///   the reverse and for a label that no table can show.
  static func all(of request: StudyRequest) throws -> [PlannedMethod] {
    let ids = request.methodIDs
    let entries = try ids.map { try entry($0, of: request) }
    guard request.external == nil || ids.contains(ExternalMethod.id) else { throw ExternalCommandFailure.unusedCommand }
    let variants = try MethodVariants(of: entries, fixed: request.settings, varied: request.variations)
    let methods = try zip(ids, entries).map { id, entry in
      let isCommand = id == ExternalMethod.id
      return PlannedMethod(
        entry: entry, label: request.label ?? entry.info.title, isCommand: isCommand,
        overrides: isCommand ? try request.external?.overrides() ?? [:] : [:],
        variants: try variants.variants(of: entry))
    }
    if let label = request.label {
      try ExternalCommand.check(label: label)
      let count = methods.reduce(0) { $0 + $1.configurationCount }
      guard count == 1 else { throw StudyFailure.sharedLabel(label, configurations: count) }
    }
    return methods
  }

  /// Looks a method up; for `external` the request's command makes the entry.
  private static func entry(_ id: String, of request: StudyRequest) throws -> MethodEntry {
    guard id == ExternalMethod.id else { return try MethodRegistry.method(id) }
    guard let command = request.external else { throw ExternalCommandFailure.noCommand }
    return ExternalMethod.entry(label: command.label)
  }

  /// The number of configurations.
  var configurationCount: Int { variants.count }

  /// All configurations, with nothing left open at these facts.
  ///
  /// - Throws: `MethodFailure` for values that the method refuses.
  func configurations(for facts: StudyFacts) throws -> [Configuration] {
    try variants.map { variant in
      Configuration(
        spec: try entry.resolved(overrides.merging(variant.overrides) { $1 }, for: facts), changes: variant.changes)
    }
  }
}
