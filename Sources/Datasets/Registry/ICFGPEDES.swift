extension DatasetInfo {
  /// ICFG-PEDES: 54,522 images of 4,102 persons from MSMT17, one caption each; it has no validation split.
  package static let icfgPEDES = DatasetInfo(
    id: "ICFG-PEDES",
    title: "Identity-Centric and Fine-Grained Person Description Dataset",
    citation: """
      Ding, Ding, Shao and Tao, "Semantically Self-Aligned Network for Text-to-Image Part-aware Person \
      Re-identification", arXiv:2107.12666, 2021
      """,
    layout: .annotations(
      AnnotationLayout(
        folder: "ICFG-PEDES",
        annotationFile: "ICFG-PEDES.json",
        pathField: "file_path",
        identityOffset: 0
      )
    ),
    published: DatasetCounts(
      train: .init(identities: 3_102, images: 34_674, captions: 34_674),
      val: nil,
      test: .init(identities: 1_000, images: 19_848, captions: 19_848)
    ),
    licenceNote: "On request from its authors, for research only; not part of nc-bench."
  )
}
