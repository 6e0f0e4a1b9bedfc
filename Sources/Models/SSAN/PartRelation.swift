import Torch

/// The part relation block: each part takes in what the others have in common with it.
///
/// Source: SSAN section 3.4 and `model/model.py`, `NonLocalNet`.
struct PartRelation {
  private let scale: Double
  private let keys: [PointwiseLayer]
  private let queries: [PointwiseLayer]
  private let expansions: [PointwiseLayer]
  private let outputs: [PointwiseLayer]

  /// - Parameters:
  ///   - width: The width of a part; the reference compares parts in half of it.
  ///   - scale: The factor of similarities before the softmax.
  init(_ path: ParameterPath, parts: Int, width: Int, outputWidth: Int, slope: Double, scale: Double) throws {
    func layers(_ name: String, _ make: (ParameterPath) throws -> PointwiseLayer) throws -> [PointwiseLayer] {
      try (0..<parts).map { try make(path / name / "\($0)") }
    }
    let half = width / 2
    self.scale = scale
    expansions = try layers("up_dim_conv") {
      try PointwiseLayer($0, inputs: half, outputs: width, hasNorm: true, slope: slope)
    }
    keys = try layers("part_sim_conv") { try PointwiseLayer($0, inputs: width, outputs: half, slope: slope) }
    queries = try layers("cur_sim_conv") { try PointwiseLayer($0, inputs: width, outputs: half, slope: slope) }
    outputs = try layers("conv_local_att") { try PointwiseLayer($0, inputs: width, outputs: outputWidth) }
  }

  /// Parts `[batch, width, parts]` to `[batch, output width, parts]`.
  func callAsFunction(_ parts: Tensor, training: Bool) throws -> Tensor {
    let count = try parts.size(2)
    let key = try Self.normalized(keys.applied(to: parts, training: training))
    let query = try Self.normalized(queries.applied(to: parts, training: training))
    let place = try Tensor.range(count, device: parts.device)
    let isItself = try place.reshaped(1, count).equal(to: place.reshaped(count, 1))
    // `[batch, key part, query part]`: for each part, the weights of the others sum to 1.
    let weights = try (key.transposed(1, 2).matmul(query) + isItself.to(key.dtype) * -1e6) * scale
    let others = try key.matmul(weights.softmax(1))
    let related = try parts + expansions.applied(to: others, training: training)
    return try outputs.applied(to: related, training: training)
  }

  /// Columns of length 1.
  private static func normalized(_ x: Tensor) throws -> Tensor { try x / (x.norm(1, keep: true) + 1e-8) }
}

extension [PointwiseLayer] {
  /// Each layer on its part of `[batch, inputs, parts]`: `[batch, outputs, parts]`.
  func applied(to parts: Tensor, training: Bool) throws -> Tensor {
    try .concatenated(
      indices.map { try self[$0](parts.selected(2, $0), training: training).unsqueezed(2) }, dimension: 2)
  }
}
