import Foundation
import Models
import TensorTestSupport
import TestSupport
import Testing
import Torch

/// What AMNS asks of the image transformer, against a transformer written out in PyTorch.
@Suite struct ImageEncoderTests {
  private struct Expected: Decodable {
    var attention: [[Double]]
    var tokens: [[[Double]]]
  }

  /// CLIP's image transformer by its equations, on the golden's weights: the class token's attention over all blocks
  /// and heads, and the tokens of some patches alone.
  private static let twin = """
    import h5py, json, sys, torch, torch.nn.functional as F
    f = h5py.File(sys.argv[1]); kept = torch.tensor(json.loads(sys.argv[2]))
    w = {k[18:]: torch.tensor(v[()], dtype=torch.float64) for k, v in f['weights'].items() if k.startswith('base_model.visual.')}
    images = torch.tensor(f['batches/0/images'][:4], dtype=torch.float64)
    def norm(x, name): return F.layer_norm(x, x.shape[-1:], w[name + '.weight'], w[name + '.bias'])
    def encode(kept):
        x = F.conv2d(images, w['conv1.weight'], stride=8).flatten(2).transpose(1, 2) + w['positional_embedding'][1:]
        if kept is not None: x = torch.stack([row[k] for row, k in zip(x, kept)])
        first = (w['class_embedding'] + w['positional_embedding'][0]).expand(len(x), 1, -1)
        x = norm(torch.cat([first, x], 1), 'ln_pre'); maps = []
        for i in range(2):
            p = f'transformer.resblocks.{i}.'
            y = F.linear(norm(x, p + 'ln_1'), w[p + 'attn.in_proj_weight'], w[p + 'attn.in_proj_bias'])
            q, k, v = [t.unflatten(2, (2, -1)).transpose(1, 2) for t in y.chunk(3, -1)]
            a = (q @ k.transpose(-2, -1) / q.shape[-1] ** 0.5).softmax(-1); maps.append(a)
            y = (a @ v).transpose(1, 2).flatten(2)
            x = x + F.linear(y, w[p + 'attn.out_proj.weight'], w[p + 'attn.out_proj.bias'])
            y = F.linear(norm(x, p + 'ln_2'), w[p + 'mlp.c_fc.weight'], w[p + 'mlp.c_fc.bias'])
            x = x + F.linear(y * torch.sigmoid(1.702 * y), w[p + 'mlp.c_proj.weight'], w[p + 'mlp.c_proj.bias'])
        return norm(x, 'ln_post'), torch.stack(maps).mean((0, 2))[:, 0]
    print(json.dumps(dict(attention=encode(None)[1].tolist(), tokens=encode(kept)[0].tolist())))
    """

  @Test func attentionOfAllBlocksAndKeptPatchesEqualTheEquations() throws {
    let golden = try GoldenTensors("trajectory_irra.h5")
    let store = try ParameterStore(seed: 1)
    let clip = try CLIP(store.root / "base_model", spec: .golden)
    let others = try store.load(golden.weights("weights"))
    #expect(!others.contains { $0.hasPrefix("base_model.") })
    let batch = 4
    let images = try golden.floats("batches/0/images").narrowed(0, start: 0, length: batch)
    // Other patches for every image, in no order; 12 patches in all.
    let kept = (0..<batch).map { row in [11, 3, 7, 0, 5].map { Int64(($0 + row) % 12) } }
    let output = try Python.run(
      Self.twin, Repository.goldens.appending(path: "trajectory_irra.h5").path, "\(kept)")
    let expected = try JSONDecoder().decode(Expected.self, from: Data(output.utf8))

    let attention = try #require(try clip.imageEncoder(images, attention: .meanOfBlocks).attention)
    #expect(try attention.shape == [batch, 13])
    #expect(
      try excess(
        attention.values(as: Double.self), over: expected.attention.flatMap { $0 }, absolute: 1e-6, relative: 1e-4) <= 0
    )
    let tokens = try clip.imageEncoder(images, keeping: Tensor(kept.flatMap { $0 }, shape: [batch, 5])).tokens
    #expect(try tokens.shape == [batch, 6, 128])
    #expect(
      try excess(
        tokens.values(as: Double.self), over: expected.tokens.flatMap { $0.flatMap { $0 } }, absolute: 1e-4,
        relative: 1e-4) <= 0)
  }

  @Test func keepingAllPatchesIsKeepingNoneBack() throws {
    let store = try ParameterStore(seed: 1)
    let clip = try CLIP(store.root, spec: .golden)
    let images = try Generator(seed: 4).normal([2, 3, 48, 16])
    let all = try Tensor((0..<24).map { Int64($0 % 12) }, shape: [2, 12])
    let kept = try clip.imageEncoder(images, keeping: all).tokens
    #expect(try kept.values() == clip.imageEncoder(images).tokens.values())
  }
}
