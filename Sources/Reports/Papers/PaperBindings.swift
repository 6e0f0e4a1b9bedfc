public import BenchCore

/// Which runs are runs of a system that a paper names.
public struct MethodSelector: Sendable, Hashable {
  /// Registry ids of methods; any of them.
  public var methods: Set<String>
  /// Fields of the configuration that must have these values.
  public var configuration: [String: JSONValue]

  /// Selects runs of `methods` whose configuration has these values.
  public init(_ methods: String..., configuration: [String: JSONValue] = [:]) {
    self.methods = Set(methods)
    self.configuration = configuration
  }

  /// Whether a run of `method` is one of the system.
  public func matches(_ method: MethodSpec) -> Bool {
    guard methods.contains(method.id) else { return false }
    guard !configuration.isEmpty else { return true }
    guard case .object(let members) = method.configuration else { return false }
    return configuration.allSatisfy { name, value in members[name] == value }
  }
}

/// What this project's runs are in the papers' words.
public struct PaperBindings: Sendable {
  /// Selectors by the papers' systems, such as `RDE` or `RDE without CCD`; `PaperTable.systems` names all.
  ///
  /// A system without a selector, such as SSAN, has published numbers only.
  public var systems: [String: MethodSelector]
  /// Registry ids by the papers' datasets; a dataset that is not here has its own name.
  public var datasets: [String: String]

  /// Creates bindings.
  public init(systems: [String: MethodSelector], datasets: [String: String] = [:]) {
    self.systems = systems
    self.datasets = datasets
  }

  /// The bindings of this project's methods.
  public static let standard = PaperBindings(systems: [
    "IRRA": MethodSelector("irra-sdm"),
    "IRRA TAL": MethodSelector("irra-tal"),
    "IRRA BSDM": MethodSelector("irra-bsdm"),
    "CLIP-C": MethodSelector("clip-c"),
    "DECL": MethodSelector("decl"),
    "RDE": rde(),
    "RDE TRL": rde(loss: "trl"),
    "RDE TRL-S": rde(loss: "trl-s"),
    "RDE SDM": rde(loss: "sdm"),
    "RDE BSDM": rde(loss: "bsdm"),
    "RDE without BGE": rde(global: false),
    "RDE without TSE": rde(tokenSelection: false),
    "RDE without CCD": rde(divides: false),
    "AMNS": amns(),
    "AMNS SDM": amns(loss: "sdm"),
    "AMNS TAL": amns(loss: "tal"),
    "AMNS Baseline": amns(loss: "none", focal: false, identity: false),
    "AMNS +BSDM": amns(focal: false, identity: false),
    "AMNS +WAF": amns(loss: "none", identity: false),
    "AMNS +Lid": amns(loss: "none", focal: false),
    "AMNS +WAF+Lid": amns(loss: "none"),
    "AMNS +BSDM+WAF": amns(identity: false),
    "AMNS +BSDM+Lid": amns(focal: false),
  ])

  /// AMNS with a matching loss and with or without WAF and ID, masked as published.
  private static func amns(loss: String = "bsdm", focal: Bool = true, identity: Bool = true) -> MethodSelector {
    MethodSelector(
      "amns",
      "amns-\(loss)",
      configuration: [
        "loss": .string(loss), "usesFocalLoss": .bool(focal), "usesIdentityLoss": .bool(identity),
        "masking": .string("attention"), "maskRatio": .number(0.5),
      ]
    )
  }

  private static func rde(
    loss: String = "tal",
    global: Bool = true,
    tokenSelection: Bool = true,
    divides: Bool = true
  ) -> MethodSelector {
    MethodSelector(
      "rde-tal",
      "rde-\(loss)",
      configuration: [
        "loss": .string(loss), "usesGlobal": .bool(global), "usesTokenSelection": .bool(tokenSelection),
        "divides": .bool(divides),
      ]
    )
  }
}
