public import BenchCore

/// Why decoded images are not kept on disk. Only a warning: they are decoded again each time.
public struct ImageCacheError: BenchFailure, Hashable {
  /// The path of the cache file.
  public let path: String
  /// The system's message.
  public let message: String

  /// The file it went wrong with.
  public var location: String? { path }
  /// What went wrong.
  public var problem: String { "decoded images are not cached: \(message)" }
  /// What the reader can do about it.
  public var remedy: String? { "make room, name another cache folder, or go without one" }
}
