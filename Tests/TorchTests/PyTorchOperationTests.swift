import Foundation
import StandInAccelerator
import TestSupport
import Testing
import Torch

/// Operations of other networks than CLIP, values and gradients, against PyTorch's own on the same random numbers.
@Suite(.serialized) struct PyTorchOperationTests {
  /// Makes `name(shapes, function)`: prints what the function makes of normal numbers, and the gradients of the sum of
  /// that times other numbers.
  private static let script = """
    import json, torch
    from torch import nn
    from torch.nn import functional as F
    results = {}
    def case(name, shapes, function):
        generator = torch.Generator().manual_seed(11)
        leaves = [torch.randn(shape, generator=generator).requires_grad_() for shape in shapes]
        out = function(*leaves)
        (out * torch.randn(out.shape, generator=generator)).sum().backward()
        results[name] = [t.detach().flatten().tolist() for t in [out] + [leaf.grad for leaf in leaves]]
    case('padded', [(2, 3, 7, 5), (4, 3, 3, 3)], lambda x, w: F.conv2d(x, w, stride=(2, 1), padding=(1, 2)))
    case('dilated', [(2, 3, 9, 8), (4, 3, 3, 2), (4,)],
         lambda x, w, b: F.conv2d(x, w, b, stride=(1, 2), padding=(2, 0), dilation=(2, 3)))
    case('pooled', [(2, 3, 8, 5)], lambda x: F.max_pool2d(x, 3, 2, 1))
    case('oblong', [(2, 3, 8, 5)], lambda x: F.max_pool2d(x, (4, 2), (2, 1), (2, 0)))
    for name, height, width, size in [('stripes', 12, 4, (6, 1)), ('few', 3, 1, (6, 1)), ('uneven', 7, 5, (3, 2))]:
        case(name, [(2, 3, height, width)], lambda x: F.adaptive_max_pool2d(x, size))
    case('leaky', [(3, 4)], lambda x: F.leaky_relu(x, 0.25))
    lengths = torch.tensor([3, 6, 1, 4])
    def lstm(x, *weights):
        layer = nn.LSTM(5, 3, bidirectional=True, batch_first=True, bias=len(weights) == 8)
        names = [name for name, _ in layer.named_parameters()]
        packed = nn.utils.rnn.pack_padded_sequence(x, lengths, batch_first=True, enforce_sorted=False)
        out, _ = torch.func.functional_call(layer, dict(zip(names, weights)), (packed,))
        return nn.utils.rnn.pad_packed_sequence(out, batch_first=True, total_length=6)[0]
    case('lstm', [(4, 6, 5)] + 2 * [(12, 5), (12, 3)], lstm)
    case('lstm with biases', [(4, 6, 5)] + 2 * [(12, 5), (12, 3), (12,), (12,)], lstm)
    print(json.dumps(results))
    """

  private static let expected = Result {
    let text = try Python.run(script)
    return try JSONDecoder().decode([String: [[Double]]].self, from: Data(text.utf8))
  }

  private static let devices: [Device] = [.cpu, .privateUse(4)]

  private func check(
    _ name: String, _ shapes: [[Int]], on device: Device, _ function: ([Tensor]) throws -> Tensor
  ) throws {
    let expected = try #require(try Self.expected.get()[name])
    let generator = try Generator(seed: 11)
    let leaves = try shapes.map { try generator.normal($0).to(device: device) }
    for leaf in leaves { try leaf.setRequiresGradient() }
    let waits = stand_in_count(4).waits
    let out = try function(leaves)
    try (out * generator.normal(out.shape).to(device: device)).sum().backward()
    #expect(stand_in_count(4).waits == waits, "\(name) makes the host wait")
    for (place, tensor) in try ([out] + leaves.map { try #require(try $0.gradient) }).enumerated() {
      let values = try tensor.values(as: Double.self)
      try #require(values.count == expected[place].count, "\(name)")
      let error = zip(values, expected[place]).map { abs($0 - $1) / max(1, abs($1)) }.max() ?? 1
      #expect(error < 1e-5, "\(name), \(place == 0 ? "value" : "gradient \(place)"): \(error)")
    }
  }

  @Test(arguments: devices) func convolutionsArePaddedAndDilated(device: Device) throws {
    try check("padded", [[2, 3, 7, 5], [4, 3, 3, 3]], on: device) {
      try $0[0].convolved(weight: $0[1], stride: (2, 1), padding: (1, 2))
    }
    try check("dilated", [[2, 3, 9, 8], [4, 3, 3, 2], [4]], on: device) {
      try $0[0].convolved(weight: $0[1], bias: $0[2], stride: (1, 2), padding: (2, 0), dilation: (2, 3))
    }
  }

  @Test(arguments: devices) func theLargestOfWindowsAreTaken(device: Device) throws {
    try check("pooled", [[2, 3, 8, 5]], on: device) {
      try $0[0].maxPooled((3, 3), stride: (2, 2), padding: (1, 1))
    }
    try check("oblong", [[2, 3, 8, 5]], on: device) {
      try $0[0].maxPooled((4, 2), stride: (2, 1), padding: (2, 0))
    }
    for (name, height, width, size) in [("stripes", 12, 4, (6, 1)), ("few", 3, 1, (6, 1)), ("uneven", 7, 5, (3, 2))] {
      try check(name, [[2, 3, height, width]], on: device) {
        try $0[0].adaptivelyMaxPooled(height: size.0, width: size.1)
      }
    }
  }

  @Test(arguments: devices) func negativeNumbersLeak(device: Device) throws {
    try check("leaky", [[3, 4]], on: device) { try $0[0].leakyReLU(slope: 0.25) }
  }

  /// Sequences of several lengths, as PyTorch computes them packed: padding is not read, and its states are 0.
  @Test(arguments: devices, [false, true]) func recurrencesReadBothWays(device: Device, hasBias: Bool) throws {
    let lengths = try Tensor([3, 6, 1, 4] as [Int64]).to(device: device)
    let isPadding = try Tensor.range(6, device: device).reshaped(1, 6, 1).greaterOrEqual(to: lengths.reshaped(4, 1, 1))
    let direction = [[12, 5], [12, 3]] + (hasBias ? [[12], [12]] : [])
    try check(hasBias ? "lstm with biases" : "lstm", [[4, 6, 5]] + direction + direction, on: device) { leaves in
      func states(_ x: Tensor, _ start: Int) throws -> Tensor {
        try x.recurrent(
          inputWeight: leaves[start], stateWeight: leaves[start + 1],
          biases: hasBias ? (leaves[start + 2], leaves[start + 3]) : nil)
      }
      let forward = try states(leaves[0], 1)
      let backward = try states(leaves[0].reversed(within: lengths), 1 + direction.count).reversed(within: lengths)
      return try Tensor.concatenated([forward, backward], dimension: 2).filled(where: isPadding, with: 0)
    }
  }

  @Test(arguments: devices) func aShareIsDroppedAndTheRestGrows(device: Device) throws {
    let x = try Tensor.ones([200, 50], device: device)
    try x.setRequiresGradient()
    let dropped = try x.dropped(share: 0.3, generator: Generator(seed: 5))
    try dropped.sum().backward()
    let values: [Float] = try dropped.values()
    let kept = values.count { $0 != 0 }
    #expect(values.allSatisfy { $0 == 0 || abs($0 - 1 / 0.7) < 1e-6 })
    #expect(abs(Double(kept) / 10_000 - 0.7) < 0.02, "\(kept)")
    #expect(try #require(try x.gradient).values() == values)
    #expect(try x.dropped(share: 0.3, generator: Generator(seed: 5)).values() == values, "a seed decides")
    #expect(try x.dropped(share: 0.3, generator: Generator(seed: 6)).values() != values)
    #expect(try x.dropped(share: 0, generator: Generator(seed: 5)).values() == x.values() as [Float])
  }
}
