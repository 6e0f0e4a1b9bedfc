extension DatasetInfo {
  /// The drawings nc-bench makes itself, in CUHK-PEDES's layout: the embedded default.
  package static let synthPEDES = synthPEDES(.cuhk, .target)

  /// All drawn datasets: the three flavours, then the generic drawings that the embedded weights are pretrained on.
  static let drawn = [
    synthPEDES, synthPEDES(.icfg, .target), synthPEDES(.rstp, .target), synthPEDES(.cuhk, .source),
  ]

  /// The drawings of a flavour and a domain.
  private static func synthPEDES(
    _ flavour: SynthPedesConfiguration.Flavour, _ domain: SynthPedesConfiguration.Domain
  ) -> DatasetInfo {
    let configuration = SynthPedesConfiguration.default.flavoured(flavour).shifted(to: domain)
    let isSource = domain == .source
    return DatasetInfo(
      id: configuration.datasetID,
      title: isSource
        ? "Procedural drawings of other persons with other words, for pretraining"
        : "Procedural drawings of persons with captions, laid out as \(flavour.publishedName)",
      citation: "nc-bench",
      isStandIn: true,
      layout: .annotations(
        AnnotationLayout(
          folder: configuration.directoryName,
          annotationFile: flavour.annotationName,
          pathField: flavour == .rstp ? "img_path" : "file_path",
          identityOffset: flavour.firstIdentity,
          remedy: "draw it again: bench data synth --overwrite"
            + (flavour == .cuhk ? "" : " --flavour \(flavour.rawValue)") + (isSource ? " --size pretraining" : ""))),
      published: nil,
      licenceNote: "Made by nc-bench, without pictures of persons; free to use."
    )
  }
}

extension SynthPedesConfiguration.Flavour {
  /// The dataset that is imitated.
  package var publishedName: String {
    switch self {
    case .cuhk: "CUHK-PEDES"
    case .icfg: "ICFG-PEDES"
    case .rstp: "RSTPReid"
    }
  }
}
