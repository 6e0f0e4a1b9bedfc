extension DatasetInfo {
  /// RSTPReid: 20,505 images of 4,101 persons from MSMT17, five images each with two captions.
  package static let rstpReid = DatasetInfo(
    id: "RSTPReid",
    title: "Real Scenario Text-based Person Re-identification",
    citation: """
      Zhu, Wang, Li, Wan, Jin, Wang, Hu and Hua, "DSSL: Deep Surroundings-person Separation Learning for Text-based \
      Person Retrieval", ACM Multimedia 2021
      """,
    layout: .annotations(
      AnnotationLayout(
        folder: "RSTPReid",
        annotationFile: "data_captions.json",
        pathField: "img_path",
        identityOffset: 0
      )
    ),
    published: DatasetCounts(
      train: .init(identities: 3_701, images: 18_505, captions: 37_010),
      val: .init(identities: 200, images: 1_000, captions: 2_000),
      test: .init(identities: 200, images: 1_000, captions: 2_000)
    ),
    licenceNote: "On request from its authors, for research only; not part of nc-bench."
  )
}
