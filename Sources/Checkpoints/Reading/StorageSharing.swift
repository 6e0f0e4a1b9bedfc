/// Tensors of a checkpoint that lie in the same bytes of a file, or show an element more than once.
///
/// `torch.save` stores a block of elements once, whatever number of tensors show parts of it: tied weights, a thousand
/// views of one block, or one element expanded to a million. Each tensor is read, and written, by itself, so that a small
/// file could become any amount of memory.
struct StorageSharing {
  /// Tensors beyond the elements that are stored which any file may have.
  private static let freeByteCount = 64 << 20
  /// How many times what is stored the tensors of a larger file may have: an averaged copy, tied on both sides.
  private static let factor = 4
  private static let exampleLimit = 4

  /// The tensors that lie where an earlier one lies, each with that one.
  private var shared: [(name: String, with: String)] = []
  /// The tensors of more elements than they have places, as `expand` makes them.
  private var repeating: [String] = []
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
      if tensor.byteCount > tensor.range.byteCount { repeating.append(name) }
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

  /// Which tensors share or repeat elements, in words; `nil` where none does.
  var summary: String? {
    var parts: [String] = []
    if !shared.isEmpty {
      let verb = shared.count == 1 ? "tensor shares its" : "tensors share their"
      let examples = Self.examples(of: shared.map { "\($0.name) with \($0.with)" })
      parts.append("\(shared.count) \(verb) elements with another (\(examples)) and would be written apart")
    }
    if !repeating.isEmpty {
      let verb = repeating.count == 1 ? "tensor repeats its" : "tensors repeat their"
      parts.append("\(repeating.count) \(verb) elements (\(Self.examples(of: repeating))) and would be written in full")
    }
    return parts.isEmpty ? nil : parts.joined(separator: ", ")
  }

  private static func examples(of names: [String]) -> String {
    names.prefix(exampleLimit).joined(separator: ", ") + (names.count > exampleLimit ? ", ..." : "")
  }

  /// Why the tensors are too many for what is stored, in words; `nil` where they are not.
  var excess: String? {
    let limit = Self.factor * storedByteCount + Self.freeByteCount
    guard byteCount > limit else { return nil }
    // More bytes than are stored come of shared or repeated elements alone.
    let what = summary.map { "\($0): " } ?? ""
    return "\(what)\(byteCount) bytes of tensors in \(storedByteCount) stored ones; the limit is \(limit)"
  }
}
