import BenchCore

/// Why a cell of an external method failed, or cannot be planned.
package enum ExternalFailure: BenchFailure, Equatable {
  /// The method needs a command.
  case noCommand
  /// A command was given, but the study does not have the method.
  case unusedCommand
  /// The label cannot be shown in a table.
  case label(String)
  /// A file that the command names cannot be read.
  case unreadableFile(String, reason: String)
  /// A file that the command names is not the one the cell was planned with.
  case changedFile(String)
  /// The folder of the cell cannot be prepared, or the command cannot be started.
  case notStarted(reason: String)
  /// The command ended with an exit code other than 0.
  case exited(code: Int, output: String)
  /// The command was ended by a signal.
  case signaled(Int, output: String)
  /// The command took too long and was stopped.
  case timedOut(seconds: Double, output: String)
  /// The command ended well but wrote no embeddings.
  case noEmbeddings(expected: String, output: String)
  /// The embeddings are not of the split they should be of.
  case otherSplit(file: String, side: String, reason: String)

  /// What went wrong.
  package var problem: String {
    switch self {
    case .noCommand: "the method `external` has no command to run"
    case .unusedCommand: "a command was given, but the method `external` is not in the list of methods"
    case .label(let label): "`\(label)` cannot be the label of a method"
    case .unreadableFile(_, let reason): "cannot be read: \(reason)"
    case .changedFile(let name): "\(name) changed since this cell was planned"
    case .notStarted(let reason): "the command cannot be started: \(reason)"
    case .exited(let code, let output): "the command ended with exit code \(code)\(Self.phrase(output))"
    case .signaled(let signal, let output): "the command was ended by signal \(signal)\(Self.phrase(output))"
    case .timedOut(let seconds, let output):
      "the command was stopped after the time limit of \(seconds.formatted()) s\(Self.phrase(output))"
    case .noEmbeddings(let expected, let output):
      "the command ended without an error but wrote no embeddings to \(expected)\(Self.phrase(output))"
    case .otherSplit(_, let side, let reason): "the \(side) identities are not those of the test split: \(reason)"
    }
  }

  /// The file, where it concerns one.
  package var location: String? {
    switch self {
    case .unreadableFile(let file, _), .otherSplit(let file, _, _): file
    default: nil
    }
  }

  /// What to do about it.
  package var remedy: String? {
    switch self {
    case .noCommand: "give one, such as --command 'python3 my_method.py'"
    case .unusedCommand: "add it: --methods external"
    case .label: "give 1 to 60 visible characters on one line with --label"
    case .changedFile: "run the sweep again so that it is planned with the present file"
    case .otherSplit: "write one row for each line of the listings, in their order"
    case .noEmbeddings: "the specification's `output` says where they belong (docs/external-methods.md)"
    case .unreadableFile, .notStarted, .exited, .signaled, .timedOut: nil
    }
  }

  private static func phrase(_ output: String) -> String {
    output.isEmpty ? " and printed nothing" : "; its last output: \(output)"
  }
}
