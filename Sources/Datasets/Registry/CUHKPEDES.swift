extension DatasetInfo {
  /// CUHK-PEDES: 40,206 images of 13,003 persons from five re-identification sets, mostly two captions each.
  package static let cuhkPEDES = DatasetInfo(
    id: "CUHK-PEDES",
    title: "CUHK Person Description Dataset",
    citation: """
      Li, Xiao, Li, Zhou, Yue and Wang, "Person Search with Natural Language Description", CVPR 2017
      """,
    layout: .annotations(
      AnnotationLayout(
        folder: "CUHK-PEDES",
        annotationFile: "reid_raw.json",
        pathField: "file_path",
        identityOffset: 1,
        unreadableAlternatives: ["caption_all.json"]
      )
    ),
    published: DatasetCounts(
      train: .init(identities: 11_003, images: 34_054, captions: 68_126),
      val: .init(identities: 1_000, images: 3_078, captions: 6_158),
      test: .init(identities: 1_000, images: 3_074, captions: 6_156)
    ),
    licenceNote: "On request from its authors, for research only; not part of nc-bench."
  )
}
