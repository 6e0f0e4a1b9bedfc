package import BenchCore

/// The activation that weights were trained with, and how it is known.
///
/// It is in no tensor: a file made with GELU loads as one made with OpenAI's QuickGELU, and computes something else.
package enum StatedActivation: Sendable, Equatable {
  /// A configuration, a specification or a person says it.
  case said(Activation, by: String)
  /// A configuration says it that lies beside the file that was named; its sizes are those of the tensors.
  case beside(Activation, by: String)
  /// The file is one of those that OpenAI published.
  case known(Activation)
  /// Nothing says it.
  case assumed(Activation)

  package var activation: Activation {
    switch self {
    case .said(let activation, _), .beside(let activation, _), .known(let activation), .assumed(let activation):
      activation
    }
  }

  /// What every number that is computed with the weights must be shown with; `nil` where the activation is sure.
  package var warning: String? {
    switch self {
    case .said, .known: nil
    case .beside(let activation, let source):
      "the activation \(activation.rawValue) is that of \(source) beside the file, which may be of other weights of the"
        + " same sizes; say it with --activation"
    case .assumed(let activation):
      "nothing says which activation these weights were trained with; \(activation.rawValue) is assumed as"
        + " OpenAI's; say it with --activation"
    }
  }

  /// The activation and who says it, as `gelu, said by config.json`.
  package var phrase: String {
    switch self {
    case .said(let activation, let source): "\(activation.rawValue), said by \(source)"
    case .beside(let activation, let source): "\(activation.rawValue), said by \(source) beside the file"
    case .known(let activation): "\(activation.rawValue), as the file is one that OpenAI published"
    case .assumed(let activation): "\(activation.rawValue), assumed"
    }
  }
}
