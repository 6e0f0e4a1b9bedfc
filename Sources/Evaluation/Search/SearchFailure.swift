import BenchCore

/// A search that cannot be made.
package enum SearchFailure: BenchFailure, Equatable {
  /// There is no folder of images.
  case missingFolder(String)
  /// The name is a file's.
  case notAFolder(String)
  /// The system refuses to list it.
  case unreadableFolder(String, reason: String)
  /// No name below the folder ends as those of images do.
  case noImages(String)
  /// None of the images can be read.
  case noReadableImages(String, count: Int)
  /// A query without a word; the place among all, from 1.
  case emptyQuery(Int)

  package var problem: String {
    switch self {
    case .missingFolder: "the folder of images does not exist"
    case .notAFolder: "this is a file, and images are searched for in a folder"
    case .unreadableFolder(_, let reason): "the folder cannot be read: \(reason)"
    case .noImages: "no image is in this folder or those below it"
    case .noReadableImages(_, let count): "none of the \(count) images can be read"
    case .emptyQuery(let place): "query \(place) has no words"
    }
  }

  package var location: String? {
    switch self {
    case .missingFolder(let path), .notAFolder(let path), .unreadableFolder(let path, _), .noImages(let path),
      .noReadableImages(let path, _):
      path
    case .emptyQuery: nil
    }
  }

  package var remedy: String? {
    switch self {
    case .missingFolder, .notAFolder: "name a folder with --gallery"
    case .noImages:
      "images are files whose names end in \(ImageFolder.endings.map { ".\($0)" }.joined(separator: ", "))"
    case .emptyQuery: "describe a person, such as \"a woman in a red coat\""
    case .unreadableFolder, .noReadableImages: nil
    }
  }
}
