internal import CTorch

extension Tensor {
  /// The states of an LSTM after every step of sequences `[batch, steps, inputs]`: `[batch, steps, width]`.
  ///
  /// One layer and direction that starts from zeros. `inputWeight` is `[4 width, inputs]`, `stateWeight`
  /// `[4 width, width]`, the biases `[4 width]`, all in PyTorch's order of gates.
  package func recurrent(
    inputWeight: Tensor, stateWeight: Tensor, biases: (input: Tensor, state: Tensor)? = nil
  ) throws -> Tensor {
    let weights = [inputWeight, stateWeight] + (biases.map { [$0.input, $0.state] } ?? [])
    let handles = weights.map(\.handle)
    return try withExtendedLifetime(weights) {
      try Tensor.made("lstm", self, inputWeight) { ct_lstm(handle, handles, Int32(handles.count), $0) }
    }
  }

  /// Each of sequences `[batch, steps, width]` backwards within its own length, int64 `[batch]`; what comes after stays in
  /// its place. Twice gives the sequences again.
  package func reversed(within lengths: Tensor) throws -> Tensor {
    let (batch, steps, width) = try (size(0), size(1), size(2))
    let (ends, places) = try (lengths.reshaped(batch, 1), Tensor.range(steps + 1, device: lengths.device))
    let place = try places.narrowed(0, start: 0, length: steps).reshaped(1, steps)
    let mirrored = try Tensor.choose(
      place.greaterOrEqual(to: ends), place, ends - places.narrowed(0, start: 1, length: steps).reshaped(1, steps))
    return try gathered(1, indices: mirrored.reshaped(batch, steps, 1).expanded(-1, -1, width))
  }

  /// Elements of which a share is set to 0 at random and the others are divided by what stays, as PyTorch's dropout in
  /// training. The generator decides, so that a seed drops the same elements on every device.
  package func dropped(share: Double, generator: Generator) throws -> Tensor {
    guard share > 0 else { return self }
    let kept = try generator.uniform(shape).greater(than: share).to(device: device)
    return try self * kept.to(dtype) / (1 - share)
  }
}
