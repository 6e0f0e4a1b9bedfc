import BenchCore

/// Why a study with an external method cannot be planned.
package enum ExternalCommandFailure: BenchFailure, Equatable {
  /// The method needs a command.
  case noCommand
  /// The command ends within quotes or the like, which this opens.
  case unclosed(String)
  /// A command was given, but the study does not have the method.
  case unusedCommand
  /// The label cannot be shown in a table.
  case label(String)
  /// A file that the command names cannot be read.
  case unreadableFile(String, reason: String)

  package var problem: String {
    switch self {
    case .noCommand: "the method `external` has no command to run"
    case .unclosed(let opened): "the command ends before what \(opened) opens is closed: no shell would run it"
    case .unusedCommand: "a command was given, but the method `external` is not in the list of methods"
    case .label(let label): "`\(label)` cannot be the label of a method"
    case .unreadableFile(_, let reason): "cannot be read: \(reason)"
    }
  }

  package var location: String? {
    if case .unreadableFile(let file, _) = self { file } else { nil }
  }

  package var isUsage: Bool { if case .unreadableFile = self { false } else { true } }

  package var remedy: String? {
    switch self {
    case .noCommand: "give one, such as --command 'python3 my_method.py'"
    case .unclosed: "close it, or put a backslash before it"
    case .unusedCommand: "add it: --methods external"
    case .label: "give 1 to 60 visible characters on one line with --label"
    case .unreadableFile: nil
    }
  }
}
