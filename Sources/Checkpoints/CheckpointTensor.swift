package import Torch

/// A tensor of a checkpoint under OpenAI's name. Its elements stay in the file until they are asked for.
package struct CheckpointTensor {
  /// The name in PyTorch's models, such as `base_model.visual.proj`.
  package let name: String
  /// The names in the file; several where the file keeps queries, keys and values apart.
  package let storedNames: [String]
  /// The type of the elements.
  package let type: StoredType
  /// The size of every dimension.
  package let shape: [Int]
  private let parts: [StoredTensor]
  private let isTransposed: Bool

  /// A tensor of one part, or of parts stacked along the first dimension; parts that do not fit stay the first alone.
  init(_ name: String, _ pieces: [(original: String, tensor: StoredTensor)], isTransposed: Bool = false) {
    let first = pieces[0].tensor
    let fits = pieces.allSatisfy {
      $0.tensor.shape.dropFirst() == first.shape.dropFirst() && $0.tensor.type == first.type
    }
    let used = fits && !first.shape.isEmpty ? pieces : [pieces[0]]
    self.name = name
    self.isTransposed = isTransposed && first.shape.count == 2
    storedNames = used.map(\.original)
    parts = used.map(\.tensor)
    type = first.type
    if used.count > 1 {
      shape = [used.reduce(0) { $0 + $1.tensor.shape[0] }] + first.shape.dropFirst()
    } else {
      shape = self.isTransposed ? first.shape.reversed() : first.shape
    }
  }

  package var elementCount: Int { parts.reduce(0) { $0 + $1.elementCount } }

  /// The tensor on the CPU.
  ///
  /// - Throws: `CheckpointFailure` for a file that changed since, or a type of element that is not read.
  package func tensor() throws -> Tensor {
    let tensors = try parts.map { try $0.tensor() }
    let whole = try tensors.count == 1 ? tensors[0] : Tensor.concatenated(tensors, dimension: 0)
    return try isTransposed ? whole.transposed(0, 1).contiguous() : whole
  }

  /// Overwrites a tensor of the same shape.
  func read(into target: Tensor) throws {
    if isTransposed {
      try target.copy(from: tensor())
    } else if parts.count == 1 {
      try parts[0].read(into: target)
    } else {
      var start = 0
      for part in parts {
        try part.read(into: target.narrowed(0, start: start, length: part.shape[0]))
        start += part.shape[0]
      }
    }
  }
}
