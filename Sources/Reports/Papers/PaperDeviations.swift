import BenchCore

/// How the measured runs depart from what the papers' runs did.
struct PaperDeviations {
  /// The footnotes; none without runs.
  let notes: [ReportFootnote]

  init(_ groups: [RunGroup]) {
    // Of what another program trains, only what it was told is known, and of what was evaluated nothing: `RunNotes` say so.
    notes = [
      Self.note("Deviations from the papers' recipe", Self.deviations(of: groups.filter { $0.spec.setup != nil })),
      Self.note("Told otherwise than the papers' recipe", Self.deviations(toldTo: groups)),
    ].compactMap(\.self)
  }

  private static func note(_ title: String, _ deviations: [String]) -> ReportFootnote? {
    deviations.isEmpty ? nil : ReportFootnote("\(title): \(deviations.joined(separator: "; ")).")
  }

  private static func deviations(of groups: [RunGroup]) -> [String] {
    var deviations: [String] = []
    let models = groups.compactMap(\.spec.setup?.model)
    for family in ModelFamily.allCases {
      let models = models.filter { $0.family == family }
      let networks = Set(models.filter { !$0.hasPaperSize })
      if !networks.isEmpty {
        let sizes = Set(networks.map(\.sizeText)).sorted().joined(separator: " or ")
        deviations.append("a network of another size (\(sizes); paper \(family.publishedNetwork) at 384 x 128)")
      }
      if models.contains(where: { $0.initialWeights == ModelSpec.randomWeights }) {
        deviations.append("random initial weights (paper \(family.publishedStart))")
      }
    }
    // Other networks' code computes in single precision.
    let others = Set(groups.compactMap(\.spec.setup).filter { $0.model.family == .clip }.map(\.arithmetic))
      .subtracting([ArithmeticSpec(precision: .paper)])
    if !others.isEmpty {
      let names = others.map(\.shownText).sorted().joined(separator: " or ")
      deviations.append("precision \(names) (paper fp16 weights, as with --precision paper)")
    }
    return deviations + recipes(of: groups)
  }

  /// What commands were told of the recipe, each with the paper's.
  private static func deviations(toldTo groups: [RunGroup]) -> [String] {
    let commands = groups.filter(\.isOfCommand)
    return recipes(of: commands) { ["recipe.epochs", "recipe.batchSize", "recipe.learningRate"].contains($0) }
  }

  /// The fields of the recipe that differ from the papers' in some group.
  private static func recipes(of groups: [RunGroup], where isShown: (String) -> Bool = { _ in true }) -> [String] {
    ModelFamily.allCases.flatMap { family in
      let fields = groups.filter { ($0.spec.setup?.model.family ?? .clip) == family }.map(\.fields.values)
      let reference = SpecificationFields.values(of: family.publishedRecipe).filter { isShown($0.key) }
      return reference.sorted { $0.key < $1.key }.compactMap { path, expected -> String? in
        let others = Set(fields.compactMap { $0[path] }.filter { $0 != expected }.map(\.shownText)).sorted()
        guard !others.isEmpty else { return nil }
        let owner = family == .clip ? "" : "\(family.rawValue) "
        return "\(owner)\(path.fieldTitle) \(others.joined(separator: " or ")) (paper \(expected.shownText))"
      }
    }
  }
}

extension ModelFamily {
  fileprivate var publishedNetwork: String {
    switch self {
    case .clip: "ViT-B/16"
    case .ssan: "ResNet-50 with an LSTM"
    case .ivt: "one ViT-B/16 for both"
    }
  }

  fileprivate var publishedStart: String { self == .clip ? "CLIP's" : "ImageNet's" }
}

extension ModelSpec {
  /// Whether all sizes are those of the papers' network of the family.
  fileprivate var hasPaperSize: Bool {
    var other = self
    other.initialWeights = family.publishedModel.initialWeights
    // IVT's patches overlap on some datasets.
    other.patchStride = family.publishedModel.patchStride
    return other == family.publishedModel
  }

  fileprivate var sizeText: String {
    let image = "image \(imageHeight) x \(imageWidth)"
    return switch family {
    case .clip, .ivt:
      "\(image), \(visionLayers) and \(textLayers) blocks of width \(visionWidth) and \(textWidth)"
    case .ssan: "\(image), ResNet-\(visionLayers) of \(visionWidth) channels"
    }
  }
}
