import BenchCore

/// What groups and datasets are called in a schema: names change with the layout, nothing else asks which one a file has.
struct FileLayout {
  /// The layout of the file.
  let schema: Int

  /// Every layout there has been.
  static let all = ResultStore.readableSchemas.map(FileLayout.init)

  /// The group of a direction in that of a checkpoint.
  func group(_ direction: RetrievalDirection) -> String {
    switch direction {
    case .textToImage: schema >= 4 ? "text-to-image" : "t2i"
    case .imageToText: schema >= 4 ? "image-to-text" : "i2t"
    }
  }

  /// The identities of queries, in the group `test`.
  var queryIdentities: String { schema >= 4 ? "query_identities" : "query_pids" }

  /// The identities of gallery images, in the group `test`.
  var galleryIdentities: String { schema >= 4 ? "gallery_identities" : "gallery_pids" }

  /// The group of sample selections.
  var selections: String { schema >= 3 ? "sample_selection" : "division" }

  /// What each head alone takes for clean, in the group of an epoch's selection.
  var takenAsClean: String { schema >= 3 ? "taken_as_clean" : "judged_clean" }

  /// Whether the order of heads is stored; earlier files have them by name.
  var namesHeads: Bool { schema >= 3 }
}
