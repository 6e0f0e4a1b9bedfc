import ArgumentParser
import Foundation
import Studies

/// The command of the method `external`.
struct ExternalOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The command of the method `external`: a shell runs it for every run (docs/external-methods.md).",
      discussion: "The path of a JSON file that says what to do is added as its last argument."))
  var command: String?

  /// The first option that was given.
  var given: String? { command == nil ? nil : "command" }

  /// The command, which takes the label of a request.
  func external(labelledBy request: inout StudyRequest, in directory: URL) throws -> ExternalCommand? {
    guard let command else { return nil }
    defer { request.label = nil }
    return try ExternalCommand(commandLine: command, label: request.label, directory: directory)
  }
}
