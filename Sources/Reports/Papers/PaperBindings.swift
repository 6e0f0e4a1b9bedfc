package import BenchCore

/// Which runs are runs of a system that a paper names.
package struct MethodSelector: Sendable, Hashable {
  /// Registry ids of methods; any of them.
  package var methods: Set<String>
  /// Fields of the configuration that must have these values.
  package var configuration: [String: JSONValue]
  /// Fields that must have these values where the configuration has them: a run of before such a field was there did
  /// what its default says.
  package var newerFields: [String: JSONValue]

  /// Selects runs of `methods` whose configuration has these values.
  package init(
    _ methods: String..., configuration: [String: JSONValue] = [:], newerFields: [String: JSONValue] = [:]
  ) {
    self.methods = Set(methods)
    self.configuration = configuration
    self.newerFields = newerFields
  }

  /// Whether a run of `method` is one of the system.
  package func matches(_ method: MethodSpec) -> Bool {
    guard methods.contains(method.id) else { return false }
    guard case .object(let members) = method.configuration else { return configuration.isEmpty }
    return configuration.allSatisfy { name, value in members[name] == value }
      && newerFields.allSatisfy { name, value in members[name] ?? value == value }
  }
}

/// What this project's runs are in the papers' words.
package struct PaperBindings: Sendable {
  /// Selectors by the papers' systems, such as `RDE` or `RDE without CCD`; `PaperTable.systems` names all.
  ///
  /// A system without a selector, such as CFine, has published numbers only.
  package var systems: [String: MethodSelector]
  /// Registry ids by the papers' datasets; a dataset that is not here has its own name.
  package var datasets: [String: String]

  /// Creates bindings.
  package init(systems: [String: MethodSelector], datasets: [String: String] = [:]) {
    self.systems = systems
    self.datasets = datasets
  }

  /// The bindings of this project's methods.
  package static let standard = PaperBindings(systems: [
    "SSAN": MethodSelector("ssan"),
    "IRRA": irra(loss: "sdm"),
    "IRRA TAL": irra(loss: "tal"),
    "IRRA BSDM": irra(loss: "bsdm"),
    "CLIP-C": MethodSelector("clip-c", newerFields: ["usesOracle": .bool(true)]),
    "DECL": MethodSelector("decl"),
    "IVT": MethodSelector("ivt"),
    "RDE": rde(),
    "RDE TRL": rde(loss: "trl"),
    "RDE TRL-S": rde(loss: "trls"),
    "RDE SDM": rde(loss: "sdm"),
    "RDE BSDM": rde(loss: "bsdm"),
    "RDE without BGE": rde(global: false),
    "RDE without TSE": rde(tokenSelection: false),
    "RDE without CCD": rde(divides: false),
    "RDE TSE-prime avg": rde(transforms: false, pooling: "avg"),
    "RDE TSE-prime topk": rde(transforms: false, pooling: "topk"),
    "RDE TSE-prime max": rde(transforms: false),
    "RDE TSE avg": rde(pooling: "avg"),
    "RDE TSE topk": rde(pooling: "topk"),
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

  private static func irra(loss: String) -> MethodSelector {
    MethodSelector("irra-sdm", "irra-\(loss)", newerFields: ["loss": .string(loss)])
  }

  private static func rde(
    loss: String = "tal",
    global: Bool = true,
    tokenSelection: Bool = true,
    transforms: Bool = true,
    pooling: String = "max",
    divides: Bool = true
  ) -> MethodSelector {
    MethodSelector(
      "rde-tal",
      "rde-\(loss)",
      configuration: [
        "loss": .string(loss), "usesGlobal": .bool(global), "usesTokenSelection": .bool(tokenSelection),
        "divides": .bool(divides),
      ],
      newerFields: ["transformsTokens": .bool(transforms), "tokenPooling": .string(pooling)]
    )
  }
}
