/// The memory that the pickles of one file may take, in proportion to their bytes.
///
/// An operation of one byte can make a value of a hundred, and copy a container of any length. Each is paid for here
/// before it is made, at about twice its size in memory, since arrays and dictionaries grow by doubling.
struct PickleBudget {
  /// The most that any file may ask for; the pickles of CLIP checkpoints with an optimiser's state need 2 MB.
  static let largest = 512 << 20
  /// No single operation costs more than this for each of its bytes.
  private static let bytesPerByte = 256
  private static let smallest = 1 << 20

  /// A value on the stack or in a container.
  static let value = 48
  static let mark = 16
  static let sparseMemo = 96
  /// A list, dictionary, object, tensor or text, without what is in it.
  static let container = 112
  static let attribute = 80
  static let storage = 80
  /// One size or stride of a tensor.
  static let size = 16

  /// The memory of all values together, in bytes.
  private let limit: Int
  private let byteCount: Int
  private var spent = 0

  /// A budget for pickles of so many bytes.
  init(byteCount: Int) {
    self.byteCount = byteCount
    limit = min(Self.largest, Self.smallest + Self.bytesPerByte * byteCount)
  }

  /// Pays for `count` things of so many bytes.
  ///
  /// - Throws: `PickleReader.Failure.excessive` where that is more than is left.
  mutating func spend(_ bytes: Int, times count: Int = 1) throws(PickleReader.Failure) {
    // Counts are lengths of containers in memory: the product cannot overflow.
    spent += bytes * count
    guard spent <= limit else {
      throw .excessive("its pickle of \(byteCount) bytes asks for more than \(limit) bytes of memory, its limit")
    }
  }
}
