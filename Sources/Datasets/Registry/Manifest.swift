extension DatasetInfo {
  /// Any set of images and captions that is listed in a `manifest.jsonl`.
  package static let manifest = DatasetInfo(
    id: "manifest",
    title: "Images and captions listed in manifest.jsonl",
    citation: "the source of the images",
    layout: .manifest(ManifestLayout()),
    published: nil,
    licenceNote: "As its owner says."
  )
}
