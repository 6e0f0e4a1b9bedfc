extension DatasetInfo {
  /// The drawings nc-bench makes itself, in CUHK-PEDES's layout.
  public static let synthPEDES = DatasetInfo(
    id: "synth-pedes",
    title: "Procedural drawings of persons with captions",
    citation: "nc-bench",
    isStandIn: true,
    layout: .annotations(
      AnnotationLayout(
        folder: "synth-pedes",
        annotationFile: "reid_raw.json",
        pathField: "file_path",
        identityOffset: 1,
        remedy: "draw it again: bench data synth --overwrite"
      )
    ),
    published: nil,
    licenceNote: "Made by nc-bench, without pictures of persons; free to use."
  )
}
