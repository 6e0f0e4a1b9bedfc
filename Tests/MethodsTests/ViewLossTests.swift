import Foundation
import Methods
import Models
import TensorTestSupport
import TestSupport
import Testing
import Torch

/// SimCLR, BYOL and the heads before them, against PyTorch.
@Suite struct ViewLossTests {
  /// Values and gradients of a Python function of tensors, by PyTorch in float64.
  private struct Twin: Decodable {
    var loss: Double
    var gradients: [[Double]]

    /// - Parameter function: Lines that set `loss` from `x0`, `x1`, ... and `F`.
    init(_ function: String, _ inputs: [Tensor]) throws {
      let values = try inputs.map { try $0.values(as: Double.self) }
      let shapes = try inputs.map { try $0.shape }
      let arguments = try String(decoding: JSONEncoder().encode(values), as: UTF8.self)
      let text = try withTemporaryFolder { folder in
        let file = folder.appending(path: "inputs.json")
        try Data(arguments.utf8).write(to: file)
        return try Python.run(
          """
          import json, sys, torch, torch.nn.functional as F
          inputs = [torch.tensor(v, dtype=torch.float64).reshape(s).requires_grad_()
                    for v, s in zip(json.load(open(sys.argv[1])), \(shapes))]
          for i, x in enumerate(inputs): globals()[f'x{i}'] = x
          \(function)
          loss.backward()
          print(json.dumps(dict(loss=loss.item(), gradients=[
              (torch.zeros_like(x) if x.grad is None else x.grad).flatten().tolist() for x in inputs])))
          """, file.path)
      }
      self = try JSONDecoder().decode(Twin.self, from: Data(text.utf8))
    }
  }

  private func check(_ loss: Tensor, _ leaves: [Tensor], against twin: Twin) throws {
    try loss.backward()
    #expect(try excess([loss.item()], over: [twin.loss], absolute: 1e-12, relative: 1e-11) <= 0)
    for (leaf, expected) in zip(leaves, twin.gradients) {
      let found = try leaf.gradient?.values(as: Double.self) ?? [Double](repeating: 0, count: leaf.elementCount)
      #expect(excess(found, over: expected, absolute: 1e-12, relative: 1e-10) <= 0)
    }
  }

  private func leaf(_ generator: Generator, _ shape: [Int]) throws -> Tensor {
    let leaf = try generator.normal(shape).to(.float64)
    try leaf.setRequiresGradient()
    return leaf
  }

  @Test(arguments: [1, 5]) func eachViewFindsItsOther(pairs: Int) throws {
    let views = try leaf(Generator(seed: 7), [2 * pairs, 6])
    // The four blocks of similarities as A-CLIP writes them, with both views.
    let twin = try Twin(
      """
      a, b = F.normalize(x0[:\(pairs)], dim=-1), F.normalize(x0[\(pairs):], dim=-1)
      labels = torch.arange(\(pairs)); hide = F.one_hot(labels, \(pairs)) * 1e9
      aa, bb = a @ a.T / 0.1 - hide, b @ b.T / 0.1 - hide
      ab, ba = a @ b.T / 0.1, b @ a.T / 0.1
      loss = (F.cross_entropy(torch.cat([ab, aa], 1), labels) + F.cross_entropy(torch.cat([ba, bb], 1), labels)) / 2
      """, [views])
    try check(SimCLRLoss()(views), [views], against: twin)
  }

  @Test func predictionsFollowTargetsWithoutMovingThem() throws {
    let generator = try Generator(seed: 8)
    let (predictions, targets) = try (leaf(generator, [6, 4]), leaf(generator, [6, 4]))
    let twin = try Twin(
      "loss = (2 - 2 * F.cosine_similarity(x0, x1.detach(), dim=-1)).mean()", [predictions, targets])
    let loss = try BYOLLoss.loss(predictions: predictions, targets: targets)
    try check(loss, [predictions, targets], against: twin)
    #expect(try targets.gradient == nil)
  }

  @Test func viewsOfZerosHaveFiniteLossesAndGradients() throws {
    let views = try Tensor.zeros([4, 3])
    try views.setRequiresGradient()
    let loss = try SimCLRLoss()(views) + BYOLLoss.loss(predictions: views, targets: views)
    try loss.backward()
    #expect(try loss.item().isFinite)
    #expect(try #require(try views.gradient).isFinite().all())
  }

  @Test(arguments: [true, false]) func headsArePyTorchsPerceptrons(hasBias: Bool) throws {
    let store = try ParameterStore(seed: 3)
    let head = try ProjectionHead(store.root / "head", widths: [6, 10, 10, 4], hasBias: hasBias)
    let x = try leaf(Generator(seed: 9), [8, 6])
    let names = ["layer1.weight", "bn1.weight", "bn1.bias", "layer2.weight", "bn2.weight", "bn2.bias", "layer3.weight"]
    let biases = hasBias ? ["layer1.bias", "layer2.bias", "layer3.bias"] : []
    #expect(Set(store.trainable.map(\.name)) == Set((names + biases).map { "head.\($0)" }))
    let weights = try (names + biases).map { try #require(store["head.\($0)"]).detached() }
    let (b1, b2, b3) = hasBias ? ("x8", "x9", "x10") : ("None", "None", "None")
    let twin = try Twin(
      """
      h = F.relu(F.batch_norm(F.linear(x0, x1, \(b1)), None, None, x2, x3, training=True))
      h = F.relu(F.batch_norm(F.linear(h, x4, \(b2)), None, None, x5, x6, training=True))
      loss = F.linear(h, x7, \(b3)).pow(2).sum()
      """, [x] + weights)
    let output = try head(x.to(.float32))
    try (output * output).sum().backward()
    let gradients = try [x.gradient] + (names + biases).map { try store["head.\($0)"]?.gradient }
    for (found, expected) in zip(gradients, twin.gradients) {
      let found = try #require(found).values(as: Double.self)
      let scale = expected.map(abs).max() ?? 0
      #expect(excess(found, over: expected, absolute: 1e-5 * (1 + scale), relative: 1e-3) <= 0)
    }
  }
}
