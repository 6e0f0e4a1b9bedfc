import BenchCore
import Methods

/// A method of a request: its registry entry and the fields that the request sets.
struct PlannedMethod {
  let entry: MethodEntry
  var overrides: [String: JSONValue] = [:]
  /// Whether a command trains it, with a network and augmentation of its own.
  var isCommand = false

  /// The methods of a request.
  ///
  /// - Throws: `MethodFailure.unknownMethod`, and `ExternalFailure` for a command without its method or the reverse.
  static func all(of request: StudyRequest) throws -> [PlannedMethod] {
    let methods = try request.methods.map { try PlannedMethod($0, of: request) }
    guard request.external == nil || methods.contains(where: \.isCommand) else { throw ExternalFailure.unusedCommand }
    return methods
  }

  /// Looks a method up; for `external` the request's command makes the entry.
  private init(_ id: String, of request: StudyRequest) throws {
    guard id == ExternalMethod.id else {
      entry = try MethodRegistry.method(id)
      return
    }
    guard let command = request.external else { throw ExternalFailure.noCommand }
    entry = ExternalMethod.entry(label: command.label)
    overrides = try command.overrides()
    isCommand = true
  }
}
