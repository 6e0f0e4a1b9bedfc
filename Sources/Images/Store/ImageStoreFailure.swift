public import BenchCore

/// A size that images cannot be resized to.
public struct ImageStoreFailure: BenchFailure, Hashable {
  /// The width asked for.
  public let width: Int
  /// The height asked for.
  public let height: Int

  /// The size in words.
  public var problem: String { "images cannot be resized to \(width) x \(height) pixels" }
  /// The permitted sides, in pixels.
  public var remedy: String? { "use sides between 1 and 65535" }
}
