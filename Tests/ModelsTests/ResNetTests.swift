import Models
import Testing
import Torch

@Suite struct ResNetTests {
  /// torchvision's `resnet50` has 25,557,032 parameters, 2,049,000 of them in its classifier.
  @Test func resNet50HasTorchvisionsParameters() throws {
    let store = try ParameterStore(seed: 1)
    let layout = try ResNetLayout(depth: 50, channels: 2048)
    _ = try ResNet(store.root, layout: layout)
    #expect(try store.trainable.reduce(0) { try $0 + $1.tensor.elementCount } == 25_557_032 - 2_049_000)
    #expect(store.entries.count == 318)
    let shapes = [
      "conv1.weight": [64, 3, 7, 7], "bn1.running_var": [64], "layer1.0.conv1.weight": [64, 64, 1, 1],
      "layer1.0.downsample.0.weight": [256, 64, 1, 1], "layer2.0.conv2.weight": [128, 128, 3, 3],
      "layer3.5.conv3.weight": [1024, 256, 1, 1], "layer4.0.downsample.1.num_batches_tracked": [],
      "layer4.2.bn3.bias": [2048],
    ]
    for (name, shape) in shapes { #expect(try store[name]?.shape == shape, "\(name)") }
    #expect(store["layer1.1.downsample.0.weight"] == nil)
    // Kaiming's normal distribution, by what goes out.
    let weight = try #require(store["layer4.0.conv2.weight"])
    let deviation = try (weight * weight).mean().squareRoot().item()
    #expect(abs(deviation / (2 / (512.0 * 9)).squareRoot() - 1) < 0.01)
  }

  @Test func theFeatureMapIsAThirtySecondOfTheImage() throws {
    let store = try ParameterStore(seed: 1)
    let layout = try ResNetLayout(depth: 14, channels: 64)
    let network = try ResNet(store.root, layout: layout)
    let images = try Generator(seed: 2).normal([2, 3, 96, 64])
    #expect(layout.channels == 64)
    #expect(try network(images, training: false).shape == [2, 64, 3, 2])
    // Batch statistics are used, and move the running ones, in training only.
    let mean = try #require(store["bn1.running_mean"])
    #expect(try mean.values() == [0, 0] as [Float])
    _ = try network(images, training: true)
    #expect(try mean.values() != [0, 0] as [Float])
    #expect(try store["layer4.0.bn2.num_batches_tracked"]?.item() == 1)
  }

  @Test func otherDepthsAndWidthsAreRefused() throws {
    #expect(throws: ModelFailure.self) { try ResNetLayout(depth: 18, channels: 2048) }
    #expect(throws: ModelFailure.self) { try ResNetLayout(depth: 50, channels: 48) }
  }
}
