import BenchCore

/// A gallery that cannot be drawn.
package enum GalleryFailure: BenchFailure, Equatable {
  /// The result keeps no embeddings.
  case noEmbeddings
  /// The dataset at hand is not the one that the result was made with.
  case otherData(String, folder: String)

  package var problem: String {
    switch self {
    case .noEmbeddings: "the result keeps no embeddings, so nothing can be ranked"
    case .otherData(let dataset, _): "\(dataset) is not the data that the run was made with"
    }
  }

  package var location: String? {
    switch self {
    case .noEmbeddings: nil
    case .otherData(_, let folder): folder
    }
  }

  package var remedy: String? {
    switch self {
    case .noEmbeddings: "run the sweep with --embeddings both into a new folder"
    case .otherData: "name the right folder with --data-root"
    }
  }
}
