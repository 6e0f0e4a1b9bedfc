package import BenchCore

/// A method that another program trains: the sweep runs its command for every run (`docs/external-methods.md`).
///
/// Each label is a method of its own in tables, so its id is `external:LABEL`.
package enum ExternalMethod {
  /// What `--methods` calls it.
  package static let id = "external"

  /// The registry's entry of a labelled external method.
  package static func entry(label: String) -> MethodEntry {
    MethodEntry(info(id: "\(id):\(label)", title: label), defaults: ExternalConfiguration()) { _, _ in
      throw MethodFailure.trainedElsewhere(label)
    }
  }

  /// What lists show: the method without a command.
  static let unlabelled = MethodEntry(info(id: id, title: "External"), defaults: ExternalConfiguration()) { _, _ in
    throw MethodFailure.trainedElsewhere(id)
  }

  /// Whether a specification is of an external method.
  package static func isExternal(_ spec: MethodSpec) -> Bool {
    spec.id == id || spec.id.hasPrefix("\(id):")
  }

  private static func info(id: String, title: String) -> MethodInfo {
    MethodInfo(
      id: id, title: title, summary: "A command of your own, run for every run (bench sweep --command).",
      citation: "Whatever the command trains.", revision: 1)
  }
}

/// The settings of an external method: what the command line is and which files it names.
package struct ExternalConfiguration: MethodConfiguration {
  /// The command line, as a shell reads it.
  package var command = ""
  /// SHA-256 of each file that the command line names.
  package var files: [String: String] = [:]

  /// No command.
  package init() {}

  package static let fields = [
    ConfigurationField(
      "command", "The command line that a shell runs; the specification's path is added as its last argument.",
      source: "--command"),
    ConfigurationField(
      "files", "SHA-256 of each file that the command line names, so that an edited script is another run.",
      source: "computed"),
  ]

  /// Reads a resolved configuration.
  package init(_ spec: MethodSpec) throws {
    guard case .object(let members) = spec.configuration, case .string(let command)? = members["command"],
      case .object(let files)? = members["files"]
    else { throw MethodFailure.malformedField("command", method: spec.id, reason: "is missing") }
    self.command = command
    for (name, checksum) in files {
      guard case .string(let checksum) = checksum else {
        throw MethodFailure.malformedField("files", method: spec.id, reason: "must hold checksums")
      }
      self.files[name] = checksum
    }
  }

  /// Checks that there is a command.
  package func validate() throws {
    try require(command.contains { !$0.isWhitespace }, "command", command, "a command line")
  }
}
