package import Torch

/// A perceptron with batch normalisation and ReLU after every layer but the last, as self-supervised losses put it
/// between features and loss.
///
/// It exists for training only, so it always normalises with the batch's statistics. Source: A-CLIP `_build_mlp` and
/// `_build_mlp_byol`.
package struct ProjectionHead {
  private let layers: [Linear]
  private let norms: [BatchNorm]

  /// - Parameter widths: Of the input, the hidden layers and the output: `[768, 4096, 4096, 256]`.
  package init(_ path: ParameterPath, widths: [Int], hasBias: Bool) throws {
    layers = try zip(widths, widths.dropFirst()).enumerated().map { index, size in
      try Linear(path / "layer\(index + 1)", inputs: size.0, outputs: size.1, hasBias: hasBias)
    }
    norms = try widths.dropFirst().dropLast().enumerated().map { index, width in
      try BatchNorm(path / "bn\(index + 1)", features: width)
    }
  }

  /// `[rows, input]` to `[rows, output]`; at least two rows.
  package func callAsFunction(_ x: Tensor) throws -> Tensor {
    var x = x
    for (index, layer) in layers.enumerated() {
      x = try layer(x)
      if index < norms.count { x = try norms[index](x, training: true).relu() }
    }
    return x
  }
}
