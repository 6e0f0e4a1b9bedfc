import Foundation
import TestSupport
import Testing

@testable import Torch

/// Adam where VerificationTests do not compare it with the official solver.
@Suite struct AdamTests {
  @Test func parametersWithoutGradientStay() throws {
    for form in [Adam.Form.fused, .unfused] {
      let idle = try Tensor([1, 2] as [Float])
      try idle.setRequiresGradient()
      let adam = try Adam(groups: [.init(parameters: [idle], learningRate: 1, weightDecay: 0.5)], form: form)
      try adam.step()
      #expect(try idle.values() == [1, 2])
      #expect(throws: TorchFailure.self) { try adam.setLearningRates([1, 2]) }
    }
  }

  /// Every operation in the parameter's own type, bit for bit as PyTorch has it: weights and moments, in half and in single
  /// precision, with weight decay and without.
  @Test func theUnfusedFormIsPyTorchs() throws {
    let script = """
      import torch
      generator = torch.Generator().manual_seed(5)
      def draw(n, dtype, scale): return (torch.randn(n, generator=generator) * scale).to(dtype)
      sizes = [(torch.float16, 37), (torch.float32, 21), (torch.float16, 64), (torch.float32, 5)]
      parameters = [torch.nn.Parameter(draw(n, dtype, 0.3)) for dtype, n in sizes]
      optimizer = torch.optim.Adam(
          [{'params': parameters[:2], 'lr': 1e-3, 'weight_decay': 4e-2},
           {'params': parameters[2:], 'lr': 1e-2, 'weight_decay': 0}], eps=1e-3, foreach=False, fused=False)
      for tensor in parameters: print(*tensor.tolist())
      for step in range(6):
          for index, (tensor, (dtype, n)) in enumerate(zip(parameters, sizes)):
              tensor.grad = draw(n, dtype, 10 ** (index - 3)) if step != 2 or index != 3 else None
              print(*(tensor.grad.tolist() if tensor.grad is not None else []))
          optimizer.step()
      for tensor in parameters:
          state = optimizer.state[tensor]
          for values in [tensor, state['exp_avg'], state['exp_avg_sq'], state['step'].reshape(1)]:
              print(*values.tolist())
      """
    var rows = try Python.run(script).split(separator: "\n", omittingEmptySubsequences: false).map { line in
      line.split(separator: " ").compactMap { Double($0) }
    }[...]
    let types = [DType.float16, .float32, .float16, .float32]
    func tensor(_ values: [Double], _ type: DType) throws -> Tensor { try Tensor(values).to(type) }
    let parameters = try types.map { type in
      let parameter = try tensor(rows.removeFirst(), type)
      try parameter.setRequiresGradient()
      return parameter
    }
    let rates = [(1e-3, 4e-2), (1e-3, 4e-2), (1e-2, 0), (1e-2, 0)]
    let adam = try Adam(
      groups: zip(parameters, rates).map { .init(parameters: [$0], learningRate: $1.0, weightDecay: $1.1) },
      epsilon: 1e-3, form: .unfused)
    for _ in 0..<6 {
      for (parameter, type) in zip(parameters, types) {
        let gradient = rows.removeFirst()
        // The gradient of sum(x * g) with respect to x is g.
        if !gradient.isEmpty { try (parameter * tensor(gradient, type)).sum().backward() }
      }
      try adam.step()
    }
    for (parameter, memory) in zip(parameters, adam.memory.joined()) {
      for found in [parameter, memory.first, memory.second, memory.steps] {
        #expect(try found.values(as: Double.self) == rows.removeFirst(), "\(parameter)")
      }
      #expect(try memory.first.dtype == parameter.dtype && memory.second.dtype == parameter.dtype)
    }
  }

  /// The scale grows and shrinks, and steps are left out, as PyTorch's scaler has it, bit for bit.
  @Test func scaledStepsArePyTorchs() throws {
    let script = """
      import torch
      slopes = [3.0, 2.5, 1e36, 1.0, float('nan'), 0.75]
      weight = torch.nn.Parameter(torch.tensor([0.5, -2.0]))
      optimizer = torch.optim.Adam([weight], lr=1e-2, weight_decay=1e-2, fused=True)
      scaler = torch.amp.GradScaler('cpu')
      for slope in slopes:
          optimizer.zero_grad()
          scaler.scale((weight * slope).sum()).backward()
          scaler.unscale_(optimizer)
          scaler.step(optimizer)
          scaler.update()
          print(*weight.tolist(), scaler.get_scale(), scaler._get_growth_tracker())
      """
    let expected = try Python.run(script).split(separator: "\n").map { line in
      line.split(separator: " ").compactMap { Double($0) }
    }
    let weight = try Tensor([0.5, -2] as [Float])
    try weight.setRequiresGradient()
    let scale = try LossScale()
    let adam = try Adam(groups: [.init(parameters: [weight], learningRate: 1e-2, weightDecay: 1e-2)])
    let found = try [3, 2.5, 1e36, 1, .nan, 0.75].map { slope in
      try ((weight * slope).sum() * scale.factor).backward()
      try adam.step(of: scale)
      return try weight.values(as: Double.self) + [scale.factor.item(), scale.goodSteps.item()]
    }
    #expect(found == expected)
    // After so many good steps it doubles.
    try scale.goodSteps.copy(from: Tensor([1999] as [Int32], shape: []))
    try ((weight * 1).sum() * scale.factor).backward()
    try adam.step(of: scale)
    #expect(try scale.factor.item() == 2 * expected[5][2] && scale.goodSteps.item() == 0)
  }
}
