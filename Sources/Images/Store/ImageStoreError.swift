public import BenchCore

/// A size that images cannot be resized to.
public struct ImageStoreError: BenchFailure, Hashable {
  /// The width asked for.
  public let width: Int
  /// The height asked for.
  public let height: Int

  /// What went wrong.
  public var problem: String { "images cannot be resized to \(width) x \(height) pixels" }
  /// What the reader can do about it.
  public var remedy: String? { "use sides between 1 and 65535" }
}
