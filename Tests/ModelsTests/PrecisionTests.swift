import BenchCore
import Foundation
import TensorTestSupport
import TestSupport
import Testing
import Torch

@testable import Models

/// Mixed precision against `torch.autocast` on the same weights.
@Suite struct PrecisionTests {
  /// CLIP in PyTorch, as plainly as it can be written, under autocast: its tokens, and the gradients of their weighted sum.
  private static let script = """
    import sys, torch, torch.nn.functional as F, h5py
    target, dtype, state = sys.argv[1], getattr(torch, sys.argv[2]), torch.load(sys.argv[3], weights_only=True)
    w = {k: v.float().requires_grad_() for k, v in state.items() if v.is_floating_point() and k != 'logit_scale'}
    g = torch.Generator().manual_seed(11)
    images = torch.randn(5, 3, 48, 16, generator=g)
    ids = torch.randint(1, 117, (5, 20), generator=g)
    for row, end in enumerate([7, 19, 12, 3, 15]): ids[row, 0], ids[row, end], ids[row, end + 1:] = 118, 119, 0
    def norm(x, name): return F.layer_norm(x, x.shape[-1:], w[name + '.weight'], w[name + '.bias'])
    def block(x, name, causal):
        n, length, width = x.shape
        y = F.linear(norm(x, name + '.ln_1'), w[name + '.attn.in_proj_weight'], w[name + '.attn.in_proj_bias'])
        q, k, v = y.reshape(n, length, 3, width // 64, 64).permute(2, 0, 3, 1, 4)
        y = F.scaled_dot_product_attention(q, k, v, is_causal=causal).transpose(1, 2).reshape(n, length, width)
        x = x + F.linear(y, w[name + '.attn.out_proj.weight'], w[name + '.attn.out_proj.bias'])
        y = F.linear(norm(x, name + '.ln_2'), w[name + '.mlp.c_fc.weight'], w[name + '.mlp.c_fc.bias'])
        y = F.gelu(y) if sys.argv[4] == 'gelu' else y * torch.sigmoid(1.702 * y)
        return x + F.linear(y, w[name + '.mlp.c_proj.weight'], w[name + '.mlp.c_proj.bias'])
    with torch.autocast('cpu', dtype=dtype):
        x = F.conv2d(images, w['visual.conv1.weight'], stride=8).flatten(2).transpose(1, 2)
        x = torch.cat([w['visual.class_embedding'].expand(5, 1, -1), x], dim=1) + w['visual.positional_embedding']
        x = norm(x, 'visual.ln_pre')
        for layer in range(2): x = block(x, f'visual.transformer.resblocks.{layer}', False)
        image = norm(x, 'visual.ln_post') @ w['visual.proj']
        x = F.embedding(ids, w['token_embedding.weight']) + w['positional_embedding']
        for layer in range(2): x = block(x, f'transformer.resblocks.{layer}', True)
        text = norm(x, 'ln_final') @ w['text_projection']
    assert image.dtype == text.dtype == dtype
    factors = [torch.randn(t.shape, generator=g) for t in (image, text)]
    ((image.float() * factors[0]).sum() + (text.float() * factors[1]).sum()).backward()
    with h5py.File(target, 'w') as file:
        for name, value in [('images', images), ('ids', ids.float()), ('image', image), ('text', text),
                            ('image_factors', factors[0]), ('text_factors', factors[1])]:
            file[name] = value.detach().float().numpy()
        for name, value in w.items():
            file['weights/' + name], file['gradients/' + name] = value.detach().numpy(), value.grad.numpy()
    """

  /// Outputs and all gradients, one after the other.
  private static func computed(
    _ golden: GoldenTensors, _ precision: Precision, _ activation: Activation
  ) throws -> [String: [Double]] {
    var spec = ModelSpec.golden
    spec.activation = activation
    let store = try ParameterStore(seed: 1, computation: Computation(precision: precision))
    let clip = try CLIP(store.root, spec: spec)
    try store.load(golden.weights("weights"))
    let image = try clip.encode(images: golden.floats("images")).tokens.to(.float32)
    let text = try clip.encode(captions: golden.floats("ids").to(.int64)).tokens.to(.float32)
    try ((image * golden.floats("image_factors")).sum() + (text * golden.floats("text_factors")).sum()).backward()
    return [
      "image": try image.values(as: Double.self), "text": try text.values(as: Double.self),
      "gradients": try store.trainable.sorted { $0.name < $1.name }.flatMap {
        try #require(try $0.tensor.gradient).values(as: Double.self)
      },
    ]
  }

  /// The length of the difference as a share of the length of `right`.
  private static func distance(_ left: [Double], _ right: [Double]) -> Double {
    func length(_ values: [Double]) -> Double { values.reduce(0) { $0 + $1 * $1 }.squareRoot() }
    guard left.count == right.count else { return .infinity }
    return length(zip(left, right).map { $0 - $1 }) / length(right)
  }

  @Test(arguments: [(Precision.bf16, "bfloat16", 1.0 / 256), (.fp16, "float16", 1.0 / 2048)], Activation.allCases)
  func mixedPrecisionIsPyTorchsAutocast(
    format: (precision: Precision, type: String, rounding: Double), activation: Activation
  ) throws {
    let (precision, type, rounding) = format
    try withTemporaryFolder { folder in
      let file = folder.appending(path: "autocast.h5")
      try Python.run(
        Self.script, file.path, type, Repository.goldens.appending(path: "clip_tiny_state_dict.pth").path,
        activation.rawValue)
      let golden = try GoldenTensors(file: file)
      let gradients = try golden.weights("gradients").sorted { $0.key < $1.key }
      let expected = [
        "image": try golden.floats("image").values(as: Double.self),
        "text": try golden.floats("text").values(as: Double.self),
        "gradients": try gradients.flatMap { try $0.value.values(as: Double.self) },
      ]
      let (found, single) = try (Self.computed(golden, precision, activation), Self.computed(golden, .fp32, activation))
      for (name, values) in expected {
        let own = Self.distance(try #require(found[name]), values)
        let other = Self.distance(try #require(single[name]), values)
        // Half of what rounding a number once may do; single precision is as far away as rounding many times does.
        #expect(own <= rounding / 2, "\(name)")
        #expect(own < other / 2, "\(name): \(own), \(other) to single precision")
      }
    }
  }
}
