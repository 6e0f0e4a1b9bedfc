import Foundation
import Testing
import Torch

/// Operations that the shim computes otherwise than libtorch would, against those that they stand for.
@Suite struct NetworkTests {
  /// In one piece, and in three.
  @Test(arguments: [[3, 5], [3, 1 << 16]]) func quickGELUIsItsDefinitionBitForBit(shape: [Int]) throws {
    let generator = try Generator(seed: 2)
    let (values, outer) = try (generator.normal(shape), generator.normal(shape))
    func computed(_ function: (Tensor) throws -> Tensor) throws -> (value: [Float], gradient: [Float]) {
      let x = try values + 0
      try x.setRequiresGradient()
      let result = try function(x)
      try (result * outer).sum().backward()
      return (try result.values(), try #require(try x.gradient).values())
    }
    let (found, expected) = try (computed { try $0.quickGELU() }, computed { try $0 * ($0 * 1.702).sigmoid() })
    #expect(found.value == expected.value)
    #expect(found.gradient == expected.gradient)
    #expect(try withoutGradients { try values.quickGELU().values() } == expected.value)
  }

  /// PyTorch's `nn.GELU()`: with the error function, not with the hyperbolic tangent that differs by up to 5e-4.
  @Test func geluIsItsDefinition() throws {
    let values = (-60...60).map { Float($0) / 10 }
    let outer = values.map { 1 + $0 / 7 }
    let x = try Tensor(values, shape: [11, 11])
    try x.setRequiresGradient()
    let result = try x.gelu()
    try (result * Tensor(outer, shape: [11, 11])).sum().backward()
    let found = try (result.values(as: Double.self), #require(try x.gradient).values(as: Double.self))
    for (place, value) in values.map(Double.init).enumerated() {
      let share = erfc(-value / 2.0.squareRoot()) / 2
      let density = exp(-value * value / 2) / (2 * Double.pi).squareRoot()
      #expect(abs(found.0[place] - value * share) < 1e-6)
      #expect(abs(found.1[place] - Double(outer[place]) * (share + value * density)) < 2e-6)
    }
  }

  /// Large enough for another library than libtorch's usual one on some processors.
  @Test(arguments: [true, false]) func largeLinearMapsAreProducts(hasBias: Bool) throws {
    let generator = try Generator(seed: 3)
    let (inputs, outputs) = (640, 512)
    let start = try (
      generator.normal([2, 9, inputs]), generator.normal([outputs, inputs], standardDeviation: 0.1),
      generator.normal([outputs])
    )
    func computed(
      _ function: (_ x: Tensor, _ weight: Tensor, _ bias: Tensor?) throws -> Tensor
    ) throws -> [Tensor] {
      let leaves = try [start.0 + 0, start.1 + 0, start.2 + 0]
      for leaf in leaves { try leaf.setRequiresGradient() }
      let result = try function(leaves[0], leaves[1], hasBias ? leaves[2] : nil)
      try result.tanh().sum().backward()
      return try [result] + leaves.prefix(hasBias ? 3 : 2).map { try #require(try $0.gradient) }
    }
    let found = try computed { try $0.linear(weight: $1, bias: $2) }
    let expected = try computed { x, weight, bias in
      let product = try x.matmul(weight.transposed(0, 1))
      return try bias.map { try product + $0 } ?? product
    }
    for (found, expected) in zip(found, expected) {
      #expect(try found.shape == expected.shape)
      #expect(try (found - expected).magnitude().maximum().item() < 1e-4)
    }
  }
}
