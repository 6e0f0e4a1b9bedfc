extension DatasetInfo {
  /// The images that nc-bench renders itself, in CUHK-PEDES's layout: the embedded default.
  package static let synthPEDES = synthPEDES(.cuhk, .target)

  /// All rendered datasets: the three variants, then the generic images that the embedded weights are pretrained on.
  static let rendered = [
    synthPEDES, synthPEDES(.icfg, .target), synthPEDES(.rstp, .target), synthPEDES(.cuhk, .source),
  ]

  /// The registry id: `synth-pedes`, and after a slash the variant or `source` where it is not the default.
  package static func synthPEDESID(_ variant: SynthPedesVariant, _ domain: SynthPedesDomain) -> String {
    let parts = (variant == .cuhk ? [] : [variant.rawValue]) + (domain == .target ? [] : [domain.rawValue])
    return "synth-pedes" + (parts.isEmpty ? "" : "/" + parts.joined(separator: "-"))
  }

  private static func synthPEDES(_ variant: SynthPedesVariant, _ domain: SynthPedesDomain) -> DatasetInfo {
    let isSource = domain == .source
    let id = synthPEDESID(variant, domain)
    return DatasetInfo(
      id: id,
      title: isSource
        ? "Rendered images of other persons with other words, for pretraining"
        : "Rendered images of persons with captions, laid out as \(variant.published.id)",
      citation: "nc-bench",
      isStandIn: true,
      startsFromEmbeddedWeights: !isSource,
      layout: .annotations(
        AnnotationLayout(
          folder: id.replacing("/", with: "-"),
          annotationFile: variant.annotationName,
          pathField: variant == .rstp ? "img_path" : "file_path",
          identityOffset: variant.firstIdentity,
          remedy: "render it again: bench data synth --overwrite"
            + (variant == .cuhk ? "" : " --variant \(variant.rawValue)") + (isSource ? " --size pretraining" : ""))),
      published: nil,
      licenceNote: "Made by nc-bench, without pictures of persons; free to use."
    )
  }
}
