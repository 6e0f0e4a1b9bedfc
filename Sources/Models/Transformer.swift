package import BenchCore
package import Torch

/// How the weights of a transformer block start.
package struct BlockInitializers: Sendable {
  var attention: AttentionInitializers?
  var expand: Initializer?
  var contract: Initializer?

  /// PyTorch's defaults: CLIP's image transformer keeps them.
  package static let torchDefault = BlockInitializers()

  /// OpenAI's scheme for a text transformer of `layers` blocks, which IRRA uses for its cross-modal transformer too.
  ///
  /// Source: CLIP `initialize_parameters`.
  package static func scaled(width: Int, layers: Int) -> BlockInitializers {
    let deviation = Double(width).squareRoot()
    let projection = Initializer.normal(standardDeviation: 1 / deviation / Double(2 * layers).squareRoot())
    return BlockInitializers(
      attention: AttentionInitializers(inputs: .normal(standardDeviation: 1 / deviation), output: projection),
      expand: .normal(standardDeviation: 1 / Double(2 * width).squareRoot()), contract: projection)
  }
}

/// A pre-norm block: attention and a two-layer perceptron, each added to its input.
package struct ResidualAttentionBlock {
  let attention: MultiHeadAttention
  let attentionNorm: LayerNorm
  let expand: Linear
  let contract: Linear
  let perceptronNorm: LayerNorm
  private let activation: Activation

  init(
    _ path: ParameterPath, width: Int, heads: Int, activation: Activation, initial: BlockInitializers
  ) throws {
    self.activation = activation
    attention = try MultiHeadAttention(path / "attn", width: width, heads: heads, initial: initial.attention)
    attentionNorm = try LayerNorm(path / "ln_1", width: width)
    expand = try Linear(path / "mlp" / "c_fc", inputs: width, outputs: 4 * width, weight: initial.expand)
    contract = try Linear(path / "mlp" / "c_proj", inputs: 4 * width, outputs: width, weight: initial.contract)
    perceptronNorm = try LayerNorm(path / "ln_2", width: width)
  }

  /// `[batch, tokens, width]`; with `rowOf` also the head-averaged attention of those tokens, `[batch, tokens]`.
  ///
  /// - Parameter places: Chooses by that attention the tokens that come out, as `Tensor.tokens(at:)` takes them; `nil`
  ///   for all.
  func callAsFunction(
    _ x: Tensor, causal: Bool, rowOf positions: Tensor? = nil, at places: ((Tensor?) throws -> Tensor?)? = nil
  ) throws -> (Tensor, row: Tensor?) {
    let projections = try attention.projections(attentionNorm(x))
    let row = try positions.map { try attention.attentionRow(projections, positions: $0, causal: causal) }
    var (x, attended) = try (x, attention.mixed(projections, causal: causal))
    if let places = try places?(row) { (x, attended) = try (x.tokens(at: places), attended.tokens(at: places)) }
    let mixed = try x + attention.output(attended)
    return try (mixed + contract(activation(expand(perceptronNorm(mixed)))), row)
  }
}

/// The blocks whose attention is returned.
package enum AttentionSource: Sendable {
  /// The last one, as RDE does.
  case lastBlock
  /// All, averaged, as AMNS does.
  case meanOfBlocks
}

/// A stack of blocks, `resblocks.0`, `resblocks.1`, ...
package struct Transformer {
  let blocks: [ResidualAttentionBlock]
  private let recomputesBlocks: Bool

  /// Creates `layers` blocks of `heads` heads; `width` must be a multiple of `heads`.
  package init(
    _ path: ParameterPath, width: Int, layers: Int, heads: Int, activation: Activation, initial: BlockInitializers
  ) throws {
    blocks = try (0..<layers).map {
      try ResidualAttentionBlock(
        path / "resblocks" / "\($0)", width: width, heads: heads, activation: activation, initial: initial)
    }
    recomputesBlocks = path.computation.checkpointsActivations
  }

  /// `[batch, tokens, width]`; with `rowOf` also the head-averaged attention of those tokens, `[batch, tokens]`.
  ///
  /// - Parameter places: Chooses by the last block's row the tokens that come out of it, as `Tensor.tokens(at:)` takes
  ///   them; `nil` for all.
  package func callAsFunction(
    _ x: Tensor, causal: Bool, rowOf positions: Tensor? = nil, from source: AttentionSource = .lastBlock,
    at places: ((Tensor?) throws -> Tensor?)? = nil
  ) throws -> (Tensor, row: Tensor?) {
    var x = x
    var rows: [Tensor] = []
    for (index, block) in blocks.enumerated() {
      let isLast = index == blocks.count - 1
      let isWanted = source == .meanOfBlocks || isLast
      let run = { (inputs: [Tensor]) in
        try block(inputs[0], causal: causal, rowOf: isWanted ? positions : nil, at: isLast ? places : nil)
      }
      let (mixed, row) = try recomputesBlocks ? recomputed([x], run) : run([x])
      x = mixed
      if let row { rows.append(row) }
    }
    guard let first = rows.first, rows.count > 1 else { return (x, rows.first) }
    return (x, try rows.dropFirst().reduce(first) { try $0 + $1 } / Double(rows.count))
  }
}
