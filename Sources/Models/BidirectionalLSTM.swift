package import Torch

/// One layer of an LSTM that reads sequences in both directions, with PyTorch's names and initial values.
///
/// It computes in single precision: what a step rounds is read by all that follow.
package struct BidirectionalLSTM {
  private let directions: [Direction]

  private struct Direction {
    var inputWeight, stateWeight: Tensor
    var biases: (input: Tensor, state: Tensor)?
  }

  package init(_ path: ParameterPath, inputs: Int, width: Int, hasBias: Bool) throws {
    let initial = Initializer.torchDefault(fanIn: width)
    directions = try ["", "_reverse"].map { suffix in
      Direction(
        inputWeight: try path.parameter("weight_ih_l0\(suffix)", [4 * width, inputs], initial),
        stateWeight: try path.parameter("weight_hh_l0\(suffix)", [4 * width, width], initial),
        biases: try hasBias
          ? (
            path.bias("bias_ih_l0\(suffix)", [4 * width], initial),
            path.bias("bias_hh_l0\(suffix)", [4 * width], initial)
          ) : nil)
    }
  }

  /// The states of both directions after each step of sequences `[batch, steps, inputs]`, each `[batch, steps, width]`.
  ///
  /// As PyTorch's for packed sequences: steps from a sequence's length on, int64 `[batch]`, are not read, and their states
  /// are 0. Lengths stay on the device.
  package func callAsFunction(_ x: Tensor, lengths: Tensor) throws -> (forward: Tensor, backward: Tensor) {
    let (batch, steps) = try (x.size(0), x.size(1))
    let isPadding = try Tensor.range(steps, device: x.device).reshaped(1, steps, 1)
      .greaterOrEqual(to: lengths.reshaped(batch, 1, 1))
    func states(_ direction: Direction, _ x: Tensor) throws -> Tensor {
      try x.recurrent(
        inputWeight: direction.inputWeight, stateWeight: direction.stateWeight, biases: direction.biases)
    }
    let forward = try states(directions[0], x)
    let backward = try states(directions[1], x.reversed(within: lengths)).reversed(within: lengths)
    return try (forward.filled(where: isPadding, with: 0), backward.filled(where: isPadding, with: 0))
  }
}
