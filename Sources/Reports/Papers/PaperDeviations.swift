import BenchCore

/// How the measured runs depart from what the papers' runs did.
struct PaperDeviations {
  /// The footnotes; none without runs.
  let notes: [ReportFootnote]

  init(_ groups: [RunGroup]) {
    guard !groups.isEmpty else {
      notes = []
      return
    }
    let fields = groups.map(\.fields.values)
    var deviations: [String] = []
    let models = groups.compactMap(\.spec.setup?.model)
    let networks = Set(models.filter { !$0.hasPaperSize })
    if !networks.isEmpty {
      let sizes = Set(networks.map(\.sizeText)).sorted().joined(separator: " or ")
      deviations.append("a network of another size (\(sizes); paper ViT-B/16 at 384 x 128)")
    }
    if models.contains(where: { $0.initialWeights == ModelSpec.randomWeights }) {
      deviations.append("random initial weights (paper CLIP's)")
    }
    let others = Set(groups.compactMap(\.spec.setup?.arithmetic)).subtracting([ArithmeticSpec(precision: .paper)])
    if !others.isEmpty {
      let names = others.map(\.shownText).sorted().joined(separator: " or ")
      deviations.append("precision \(names) (paper fp16 weights, as with --precision paper)")
    }
    let reference = SpecificationFields.values(of: TrainingRecipe.paper)
    for path in reference.keys.sorted() {
      guard let expected = reference[path] else { continue }
      let others = Set(fields.compactMap { $0[path] }.filter { $0 != expected }.map(\.shownText)).sorted()
      guard !others.isEmpty else { continue }
      deviations.append("\(path.fieldTitle) \(others.joined(separator: " or ")) (paper \(expected.shownText))")
    }
    notes =
      deviations.isEmpty
      ? [] : [ReportFootnote("Deviations from the papers' recipe: \(deviations.joined(separator: "; ")).")]
  }
}

extension ModelSpec {
  /// Whether all sizes are those of the papers' backbone.
  fileprivate var hasPaperSize: Bool {
    var other = self
    other.initialWeights = ModelSpec.paper.initialWeights
    return other == .paper
  }

  fileprivate var sizeText: String {
    "image \(imageHeight) x \(imageWidth), \(visionLayers) and \(textLayers) blocks of width \(visionWidth) and "
      + "\(textWidth)"
  }
}
