import BenchCore
import Checkpoints
import Foundation
import Models
import TestSupport
import Testing
import Torch

/// Where an IVT's parameters come from in a folder of timm's and BERT's weights.
@Suite struct ImageTextWeightsTests {
  /// Every tensor is full of a number of its own, which the script prints beside its file and name.
  private static let script = """
    import sys, torch
    folder = sys.argv[1]
    def names(block): return [f'{block}.{part}' for part in ('weight', 'bias')]
    vit = {'cls_token': [1, 1, 64], 'pos_embed': [1, 5, 64], 'patch_embed.proj.weight': [64, 3, 4, 4],
           'patch_embed.proj.bias': [64], 'norm.weight': [64], 'norm.bias': [64], 'head.weight': [10, 64]}
    bert = {'embeddings.word_embeddings.weight': [20, 64], 'embeddings.position_embeddings.weight': [16, 64],
            'embeddings.token_type_embeddings.weight': [2, 64], 'embeddings.LayerNorm.gamma': [64],
            'embeddings.LayerNorm.beta': [64], 'pooler.dense.weight': [64, 64]}
    for layer in range(2):
        for part, shape in [('norm1', [64]), ('norm2', [64]), ('attn.qkv', [192, 64]), ('attn.proj', [64, 64]),
                            ('mlp.fc1', [256, 64]), ('mlp.fc2', [64, 256])]:
            vit[f'blocks.{layer}.{part}.weight'] = shape
            vit[f'blocks.{layer}.{part}.bias'] = shape[:1]
        for part, shape in [('intermediate.dense', [256, 64]), ('output.dense', [64, 256]),
                            ('attention.output.dense', [64, 64])]:
            bert[f'encoder.layer.{layer}.{part}.weight'] = shape
            bert[f'encoder.layer.{layer}.{part}.bias'] = shape[:1]
    number = 0
    for file, prefix, shapes in [('vit.pth', '', vit), ('pytorch_model.bin', 'bert.', bert)]:
        tensors = {}
        for name, shape in shapes.items():
            number += 1
            tensors[prefix + name] = torch.full(shape, float(number))
            print(name, number)
        torch.save(tensors, f'{folder}/{file}')
    """

  private static var spec: ModelSpec {
    var spec = ModelSpec(
      imageHeight: 16, imageWidth: 8, patchHeight: 4, patchWidth: 4, visionWidth: 64, visionLayers: 2, visionHeads: 1,
      textWidth: 64, textLayers: 2, textHeads: 1, contextLength: 12, vocabularySize: 20, embeddingWidth: 64)
    (spec.family, spec.activation, spec.patchStride) = (.ivt, .gelu, 3)
    return spec
  }

  @Test func everyParameterHasItsSource() throws {
    try withTemporaryFolder { folder in
      let numbers = Dictionary(
        uniqueKeysWithValues: try Python.run(Self.script, folder.path).split(separator: "\n").map { line in
          let words = line.split(separator: " ")
          return (String(words[0]), Double(words[1]) ?? 0)
        })
      let weights = try ImageTextWeights(at: folder)
      var expected = ModelSpec.ivt()
      (expected.patchHeight, expected.patchWidth, expected.vocabularySize) = (4, 4, 20)
      (expected.visionWidth, expected.visionLayers, expected.visionHeads) = (64, 2, 1)
      (expected.textWidth, expected.textLayers, expected.textHeads, expected.embeddingWidth) = (64, 2, 1, 64)
      #expect(try weights.model == expected)
      #expect(weights.files.map(\.lastPathComponent) == ["vit.pth", "pytorch_model.bin"])

      let store = try ParameterStore(seed: 1)
      _ = try ImageTextTransformer(store.root / "encoder_vl", spec: Self.spec)
      let types = try #require(store["encoder_vl.type_embed"]).values()
      let report = try weights.load(into: store, model: Self.spec)
      #expect(report.missing == ["encoder_vl.type_embed"] && report.resized.count == 2)
      #expect(try #require(store["encoder_vl.type_embed"]).values() == types)
      let sources = [
        ("cls_token", "cls_token"), ("pos_embed", "pos_embed"), ("patch_embed.proj.bias", "patch_embed.proj.bias"),
        ("norm.weight", "norm.weight"), ("blocks.1.norm2.bias", "blocks.1.norm2.bias"),
        ("blocks.0.attn.qkv.weight", "blocks.0.attn.qkv.weight"),
        ("blocks.1.attn.proj.bias", "blocks.1.attn.proj.bias"),
        ("blocks.1.mlp_vis.fc1.weight", "blocks.1.mlp.fc1.weight"),
        ("blocks.0.mlp_vis.fc2.bias", "blocks.0.mlp.fc2.bias"),
        ("blocks.1.mlp_txt.fc1.weight", "encoder.layer.1.intermediate.dense.weight"),
        ("blocks.0.mlp_txt.fc2.bias", "encoder.layer.0.output.dense.bias"),
        ("embeddings.word_embeddings.weight", "embeddings.word_embeddings.weight"),
        ("embeddings.position_embeddings.weight", "embeddings.position_embeddings.weight"),
        ("embeddings.token_type_embeddings.weight", "embeddings.token_type_embeddings.weight"),
        ("embeddings.LayerNorm.weight", "embeddings.LayerNorm.gamma"),
        ("embeddings.LayerNorm.bias", "embeddings.LayerNorm.beta"),
      ]
      for (name, source) in sources {
        let values = try #require(store["encoder_vl.\(name)"]).values(as: Double.self)
        #expect(values.allSatisfy { $0 == numbers[source] }, "\(name)")
      }
      #expect(throws: CheckpointFailure.self) { try ImageTextWeights(at: folder.appending(path: "vit.pth")) }
    }
  }
}
