import BenchCore

/// Why a run of an external method failed.
package enum ExternalFailure: BenchFailure, Equatable {
  /// A file that the command names is not the one the run was planned with.
  case changedFile(String)
  /// The folder of the run cannot be prepared, or the command cannot be started.
  case notStarted(reason: String)
  /// The command ended with an exit code other than 0.
  case exited(code: Int, output: String)
  /// The command was ended by a signal.
  case signaled(Int, output: String)
  /// The command ended well but wrote no embeddings.
  case noEmbeddings(expected: String, output: String)
  /// The embeddings are not of the split they should be of.
  case otherSplit(file: String, side: String, reason: String)

  package var problem: String {
    switch self {
    case .changedFile(let name): "\(name) changed since this run was planned"
    case .notStarted(let reason): "the command cannot be started: \(reason)"
    case .exited(let code, let output): "the command ended with exit code \(code)\(Self.phrase(output))"
    case .signaled(let signal, let output): "the command was ended by signal \(signal)\(Self.phrase(output))"
    case .noEmbeddings(let expected, let output):
      "the command ended without an error but wrote no embeddings to \(expected)\(Self.phrase(output))"
    case .otherSplit(_, let side, let reason): "the \(side) identities are not those of the test split: \(reason)"
    }
  }

  package var location: String? {
    switch self {
    case .otherSplit(let file, _, _): file
    default: nil
    }
  }

  package var remedy: String? {
    switch self {
    case .changedFile: "run the sweep again so that it is planned with the present file"
    case .otherSplit: "write one row for each line of the listings, in their order"
    case .noEmbeddings: "the specification's `output` says where they belong (docs/external-methods.md)"
    case .notStarted, .exited, .signaled: nil
    }
  }

  /// What a command printed last, to follow a message.
  static func phrase(_ output: String) -> String {
    output.isEmpty ? " and printed nothing" : "; its last output: \(output)"
  }
}
