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

  @Option(help: "The name of the external method in tables (default: the file that the command runs).")
  var label: String?

  func validate() throws {
    if label != nil, command == nil { throw ValidationError("--label names the method of --command") }
  }

  /// The first option that was given.
  var given: String? {
    command != nil ? "command" : label != nil ? "label" : nil
  }

  func external(in directory: URL) throws -> ExternalCommand? {
    try command.map { try ExternalCommand(commandLine: $0, label: label, directory: directory) }
  }
}
