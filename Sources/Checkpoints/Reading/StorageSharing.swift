/// Tensors of a checkpoint that lie in the same bytes of a file.
///
/// `torch.save` stores a block of elements once, whatever number of tensors show parts of it: tied weights, or a
/// thousand views of one block. Each tensor is read, and written, by itself, so that a small file could become any
/// amount of memory.
struct StorageSharing {
  /// Tensors beyond the elements that are stored which any file may have.
  private static let freeByteCount = 64 << 20
  /// How many times what is stored the tensors of a larger file may have: an averaged copy, tied on both sides.
  private static let factor = 4
  private static let exampleLimit = 4

  /// The tensors that lie where an earlier one lies, each with that one.
  private var shared: [(name: String, with: String)] = []
  /// The bytes of all tensors, each by itself.
  private var byteCount = 0
  /// The bytes of the file that some tensor lies in.
  private var storedByteCount = 0

  /// Compares the places of tensors.
  init(_ tensors: [(name: String, tensor: StoredTensor)]) {
    let places = tensors.indices.filter { tensors[$0].tensor.elementCount > 0 }.sorted {
      let (left, right) = (tensors[$0].tensor.range, tensors[$1].tensor.range)
      return (left.file.path, left.offset, $0) < (right.file.path, right.offset, $1)
    }
    var reach: (path: String, end: Int, name: String)?
    for index in places {
      let (name, tensor) = tensors[index]
      let end = tensor.range.offset + tensor.range.byteCount
      byteCount += tensor.byteCount
      if let known = reach, known.path == tensor.range.file.path, tensor.range.offset < known.end {
        shared.append((name, known.name))
        storedByteCount += max(0, end - known.end)
        if end > known.end { reach = (known.path, end, name) }
      } else {
        storedByteCount += tensor.range.byteCount
        reach = (tensor.range.file.path, end, name)
      }
    }
  }

  /// Which tensors share elements, in words; `nil` where none does.
  var summary: String? {
    guard !shared.isEmpty else { return nil }
    let pairs = shared.prefix(Self.exampleLimit).map { "\($0.name) with \($0.with)" }.joined(separator: ", ")
    let more = shared.count > Self.exampleLimit ? ", ..." : ""
    let verb = shared.count == 1 ? "tensor shares its" : "tensors share their"
    return "\(shared.count) \(verb) elements with another (\(pairs)\(more)) and would be written apart"
  }

  /// Why the tensors are too many for what is stored, in words; `nil` where they are not.
  var excess: String? {
    let limit = Self.factor * storedByteCount + Self.freeByteCount
    guard let summary, byteCount > limit else { return nil }
    return "\(summary): \(byteCount) bytes of tensors in \(storedByteCount) stored ones; the limit is \(limit)"
  }
}
