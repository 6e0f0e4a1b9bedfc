public import BenchCore

/// Why decoded images, or the digests of image files, are not kept on disk. Only a warning: they are worked out again each
/// time.
public struct ImageCacheFailure: BenchFailure, Hashable {
  /// What is not kept.
  public enum Subject: String, Sendable, Hashable {
    case images = "decoded images"
    case digests = "digests of images"
  }

  /// The path of the cache file.
  public let path: String
  /// The system's message.
  public let message: String
  /// What is not kept.
  public var subject = Subject.images

  /// The cache file's path.
  public var location: String? { path }
  /// That nothing is kept, with the system's message.
  public var problem: String { "\(subject.rawValue) are not cached: \(message)" }
  /// Ways to a cache, or to do without.
  public var remedy: String? { "make room, name another cache folder, or go without one" }
}
