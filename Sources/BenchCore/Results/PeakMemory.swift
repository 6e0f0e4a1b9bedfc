/// The most memory that a run took at any time.
public struct PeakMemory: Sendable, Equatable {
  /// Whose memory it is.
  public enum Place: String, Sendable {
    /// A GPU's, that of tensors: without what the driver and libtorch's cache of free blocks take.
    case device
    /// The machine's, all that the process had in it.
    case process
  }

  /// How much it was.
  public var bytes: Int
  /// Whose it was.
  public var place: Place

  /// Pairs the two.
  public init(bytes: Int, place: Place) {
    self.bytes = bytes
    self.place = place
  }
}
