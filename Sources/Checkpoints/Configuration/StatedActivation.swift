package import BenchCore

/// The activation that weights were trained with, and how it is known.
///
/// It is in no tensor: a file made with GELU loads as one made with OpenAI's QuickGELU, and computes something else.
package enum StatedActivation: Sendable, Equatable {
  /// A configuration, a specification or a person says it.
  case said(Activation, by: String)
  /// The file is one of those that OpenAI published.
  case known(Activation)
  /// Nothing says it.
  case assumed(Activation)

  package var activation: Activation {
    switch self {
    case .said(let activation, _), .known(let activation), .assumed(let activation): activation
    }
  }

  /// What every number that is computed with assumed weights must be shown with; `nil` where nothing is assumed.
  package var warning: String? {
    guard case .assumed(let activation) = self else { return nil }
    return "nothing says which activation these weights were trained with; \(activation.rawValue) is assumed as"
      + " OpenAI's; say it with --activation"
  }

  /// The activation and who says it, as `gelu, said by config.json`.
  package var phrase: String {
    switch self {
    case .said(let activation, let source): "\(activation.rawValue), said by \(source)"
    case .known(let activation): "\(activation.rawValue), as the file is one that OpenAI published"
    case .assumed(let activation): "\(activation.rawValue), assumed"
    }
  }
}
