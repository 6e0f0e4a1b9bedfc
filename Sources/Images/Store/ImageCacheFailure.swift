public import BenchCore

/// Why decoded images are not kept on disk. Only a warning: they are decoded again each time.
public struct ImageCacheFailure: BenchFailure, Hashable {
  /// The path of the cache file.
  public let path: String
  /// The system's message.
  public let message: String

  /// The cache file's path.
  public var location: String? { path }
  /// That images are decoded each time, with the system's message.
  public var problem: String { "decoded images are not cached: \(message)" }
  /// Ways to a cache, or to do without.
  public var remedy: String? { "make room, name another cache folder, or go without one" }
}
