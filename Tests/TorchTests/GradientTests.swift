import Testing
import Torch

@Suite struct GradientTests {
  /// Central differences of a scalar function in float64.
  private func numeric(_ x: [Double], _ function: (Tensor) throws -> Tensor) throws -> [Double] {
    let step = 1e-6
    return try x.indices.map { index in
      func value(_ change: Double) throws -> Double {
        var moved = x
        moved[index] += change
        return try function(Tensor(moved)).item()
      }
      return try (value(step) - value(-step)) / (2 * step)
    }
  }

  private func agrees(_ x: [Double], _ function: (Tensor) throws -> Tensor) throws -> Bool {
    let leaf = try Tensor(x)
    try leaf.setRequiresGradient()
    try function(leaf).backward()
    let gradient = try #require(try leaf.gradient).values(as: Double.self)
    return try zip(gradient, numeric(x, function)).allSatisfy { abs($0 - $1) < 1e-6 * (1 + abs($1)) }
  }

  @Test func gradientsEqualDifferences() throws {
    let x = [0.3, -1.2, 0.7, 2.0]
    #expect(try agrees(x) { try ($0 * $0 + $0.exp() / 3).sum() })
    #expect(try agrees(x) { try $0.softmax(0).log().narrowed(0, start: 1, length: 2).sum() })
    #expect(try agrees(x) { try $0.logSumExp(0) })
    #expect(try agrees(x) { try ($0 / $0.norm()).maximum() })
    #expect(try agrees(x) { try $0.sigmoid().tanh().mean() })
    #expect(try agrees([0.3, 1.2, 7]) { try ($0.logGamma() + $0.digamma()).sum() })
    #expect(try agrees(x) { try $0.reshaped(2, 2).matmul($0.reshaped(2, 2).transposed(0, 1)).diagonal().sum() })
  }

  @Test func attentionIsItsDefinition() throws {
    let generator = try Generator(seed: 4)
    let (query, key, value) = try (
      generator.normal([2, 3, 5, 4]), generator.normal([2, 3, 5, 4]), generator.normal([2, 3, 5, 4])
    )
    let scores = try query.matmul(key.transposed(-1, -2)) / 2
    let expected = try scores.softmax(-1).matmul(value)
    let fused = try Tensor.attention(query: query, key: key, value: value, causal: false)
    #expect(try (fused - expected).magnitude().maximum().item() < 1e-5)
    let later = try Tensor.range(5).reshaped(1, 5).greater(than: Tensor.range(5).reshaped(5, 1))
    let causal = try scores.filled(where: later, with: -.infinity).softmax(-1).matmul(value)
    let fusedCausal = try Tensor.attention(query: query, key: key, value: value, causal: true)
    #expect(try (fusedCausal - causal).magnitude().maximum().item() < 1e-5)
  }

  @Test func nothingIsRecordedWithoutGradients() throws {
    let leaf = try Tensor([1, 2] as [Float])
    try leaf.setRequiresGradient()
    let recorded = try leaf * 2
    let silent = try withoutGradients { try leaf * 2 }
    #expect(try recorded.requiresGradient)
    #expect(try !silent.requiresGradient)
    #expect(throws: TorchFailure.self) { try silent.sum().backward() }
    #expect(throws: TorchFailure.self) { try withoutGradients { try leaf.matmul(Tensor.zeros([3, 3])) } }
    #expect(try (leaf * 2).requiresGradient, "an error must not leave recording switched off")
  }

  @Test func gradientsAddUpUntilCleared() throws {
    let leaf = try Tensor([3] as [Float])
    try leaf.setRequiresGradient()
    try (leaf * 2).sum().backward()
    try (leaf * 5).sum().backward()
    #expect(try leaf.gradient?.values() == [7])
    try leaf.clearGradient()
    #expect(try leaf.gradient == nil)
  }
}
