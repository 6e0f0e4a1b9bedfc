import Foundation
import TestSupport
import Testing

@testable import Torch

/// Gradient descent with momentum against PyTorch's.
@Suite struct GradientDescentTests {
  /// Weights and momenta, bit for bit, with weight decay and without, other rates on the way and a missing gradient.
  @Test func stepsArePyTorchs() throws {
    let script = """
      import torch
      generator = torch.Generator().manual_seed(5)
      def draw(n): return torch.randn(n, generator=generator)
      sizes = [37, 21, 5]
      parameters = [torch.nn.Parameter(draw(n)) for n in sizes]
      optimizer = torch.optim.SGD([{'params': parameters[:1], 'lr': 1e-2, 'weight_decay': 1e-1},
          {'params': parameters[1:], 'lr': 2e-2, 'weight_decay': 0}], momentum=0.9, fused=True)
      for tensor in parameters: print(*tensor.tolist())
      for step in range(5):
          if step == 3:
              for group in optimizer.param_groups: group['lr'] /= 2
          for index, (tensor, n) in enumerate(zip(parameters, sizes)):
              tensor.grad = draw(n) if step != 2 or index != 2 else None
              print(*(tensor.grad.tolist() if tensor.grad is not None else []))
          optimizer.step()
      for tensor in parameters:
          print(*tensor.tolist())
          print(*optimizer.state[tensor]['momentum_buffer'].tolist())
      """
    var rows = try Python.run(script).split(separator: "\n", omittingEmptySubsequences: false).map { line in
      line.split(separator: " ").compactMap { Double($0) }
    }[...]
    let parameters = try (0..<3).map { _ in
      let parameter = try Tensor(rows.removeFirst()).to(.float32)
      try parameter.setRequiresGradient()
      return parameter
    }
    let optimizer = try GradientDescent(
      groups: [
        .init(parameters: [parameters[0]], learningRate: 1e-2, weightDecay: 1e-1),
        .init(parameters: Array(parameters[1...]), learningRate: 2e-2, weightDecay: 0),
      ], momentum: 0.9)
    for step in 0..<5 {
      if step == 3 { try optimizer.setLearningRates([5e-3, 1e-2]) }
      for parameter in parameters {
        let gradient = rows.removeFirst()
        // The gradient of sum(x * g) with respect to x is g.
        if !gradient.isEmpty { try (parameter * Tensor(gradient).to(.float32)).sum().backward() }
      }
      try optimizer.step()
    }
    for (parameter, memory) in zip(parameters, optimizer.namedMemory.joined()) {
      #expect(memory.map(\.name) == ["sgd.momentum"])
      for found in [parameter, memory[0].tensor] {
        #expect(try found.values(as: Double.self) == rows.removeFirst(), "\(parameter)")
      }
      #expect(try parameter.gradient == nil)
    }
    #expect(throws: TorchFailure.self) { try optimizer.setLearningRates([1]) }
  }

  /// A gradient that is not finite changes nothing but the scale.
  @Test func anOverflowIsLeftOut() throws {
    let weight = try Tensor([0.5, -2] as [Float])
    try weight.setRequiresGradient()
    let scale = try LossScale()
    let optimizer = try GradientDescent(
      groups: [.init(parameters: [weight], learningRate: 1e-2, weightDecay: 1e-2)], momentum: 0.9)
    let momentum = try #require(optimizer.namedMemory.first?.first?.first?.tensor)
    try ((weight * 1e36).sum() * scale.factor).backward()
    try optimizer.step(of: scale)
    #expect(try weight.values() == [0.5, -2] && momentum.values() == [0, 0] && scale.factor.item() == 32768)
    try ((weight * 2).sum() * scale.factor).backward()
    try optimizer.step(of: scale)
    let gradients = [2 + 0.01 * 0.5, 2 - 0.01 * 2]
    #expect(try zip(momentum.values(as: Double.self), gradients).allSatisfy { abs($0 - $1) < 1e-6 })
  }
}
