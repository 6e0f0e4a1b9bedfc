package import Torch

/// The sizes of a residual network of bottleneck blocks.
package struct ResNetLayout: Sendable, Equatable {
  /// Channels of the first convolution.
  package var stemWidth: Int
  /// The channels inside the blocks of each stage, and how many blocks it has; a block puts out four times as many.
  package var stages: [(width: Int, blocks: Int)]

  package init(stemWidth: Int, stages: [(width: Int, blocks: Int)]) {
    self.stemWidth = stemWidth
    self.stages = stages
  }

  /// The layout of a depth whose feature map has `channels` channels: 2048 in ResNet-50.
  ///
  /// - Throws: `ModelFailure.invalidSpec` for a depth or a width that there is not.
  package init(depth: Int, channels: Int) throws {
    guard let blocks = Self.blocks[depth] else {
      let known = Self.blocks.keys.sorted().map(String.init).joined(separator: ", ")
      throw ModelFailure.invalidSpec("no ResNet has depth \(depth); there are \(known)")
    }
    guard channels > 0, channels % 32 == 0 else {
      throw ModelFailure.invalidSpec("a ResNet's channels are a multiple of 32, not \(channels)")
    }
    let width = channels / 32
    self.init(stemWidth: width, stages: blocks.enumerated().map { (width << $0.offset, $0.element) })
  }

  /// Channels of the feature map.
  package var channels: Int { ResNet.expansion * (stages.last?.width ?? 0) }

  /// Blocks of each stage by depth; 14 and 26 are the smallest with blocks of this kind.
  private static let blocks = [
    14: [1, 1, 1, 1], 26: [2, 2, 2, 2], 50: [3, 4, 6, 3], 101: [3, 4, 23, 3], 152: [3, 8, 36, 3],
  ]

  package static func == (left: ResNetLayout, right: ResNetLayout) -> Bool {
    left.stemWidth == right.stemWidth && left.stages.elementsEqual(right.stages, by: ==)
  }
}

/// A residual network without its pooling and classifier, under torchvision's names and with its initial values.
///
/// Source: He et al. 2016; torchvision `models/resnet.py`, where a block's stride is at its second convolution.
package struct ResNet {
  /// A block's output has so many times the channels of its inside.
  static let expansion = 4

  private let stem: Convolution
  private let stemNorm: BatchNorm
  private let blocks: [Bottleneck]
  private let type: DType

  package init(_ path: ParameterPath, layout: ResNetLayout) throws {
    stem = try Convolution(path / "conv1", inputs: 3, outputs: layout.stemWidth, size: 7, stride: 2)
    stemNorm = try BatchNorm(path / "bn1", features: layout.stemWidth)
    var (blocks, inputs): ([Bottleneck], Int) = ([], layout.stemWidth)
    for (stage, size) in layout.stages.enumerated() {
      for block in 0..<size.blocks {
        blocks.append(
          try Bottleneck(
            path / "layer\(stage + 1)" / "\(block)", inputs: inputs, width: size.width,
            stride: stage > 0 && block == 0 ? 2 : 1, hasShortcut: block == 0))
        inputs = Self.expansion * size.width
      }
    }
    self.blocks = blocks
    type = path.computation.streamType
  }

  /// The feature map `[batch, channels, height / 32, width / 32]` of images `[batch, 3, height, width]`, of four stages;
  /// normalised with the batch's statistics when `training`.
  package func callAsFunction(_ images: Tensor, training: Bool) throws -> Tensor {
    let start = try stemNorm(stem(images), training: training).relu().to(type)
      .maxPooled((3, 3), stride: (2, 2), padding: (1, 1))
    return try blocks.reduce(start) { try $1($0, training: training) }
  }
}

/// Convolutions of 1, 3 and 1 pixels beside a shortcut.
private struct Bottleneck {
  private let convolutions: [Convolution]
  private let norms: [BatchNorm]
  private let shortcut: (convolution: Convolution, norm: BatchNorm)?
  private let type: DType

  init(_ path: ParameterPath, inputs: Int, width: Int, stride: Int, hasShortcut: Bool) throws {
    let outputs = ResNet.expansion * width
    let sizes = [(inputs, width, 1, 1), (width, width, 3, stride), (width, outputs, 1, 1)]
    var (convolutions, norms): ([Convolution], [BatchNorm]) = ([], [])
    for (place, size) in sizes.enumerated() {
      convolutions.append(
        try Convolution(path / "conv\(place + 1)", inputs: size.0, outputs: size.1, size: size.2, stride: size.3))
      norms.append(try BatchNorm(path / "bn\(place + 1)", features: size.1))
    }
    (self.convolutions, self.norms) = (convolutions, norms)
    let side = path / "downsample"
    shortcut =
      try hasShortcut
      ? (
        Convolution(side / "0", inputs: inputs, outputs: outputs, size: 1, stride: stride),
        BatchNorm(side / "1", features: outputs)
      ) : nil
    type = path.computation.streamType
  }

  func callAsFunction(_ x: Tensor, training: Bool) throws -> Tensor {
    var inner = x
    for (place, convolution) in convolutions.enumerated() {
      inner = try norms[place](convolution(inner), training: training)
      if place < convolutions.count - 1 { inner = try inner.relu() }
    }
    let outer = try shortcut.map { try $0.norm($0.convolution(x), training: training) } ?? x
    return try (inner.to(type) + outer.to(type)).relu()
  }
}

/// A square convolution without bias, padded so that a stride of 1 keeps the size.
private struct Convolution {
  private let weight: Tensor
  private let size: Int
  private let stride: Int
  private let type: DType

  /// Starts as Kaiming's normal distribution for what comes out of a ReLU.
  init(_ path: ParameterPath, inputs: Int, outputs: Int, size: Int, stride: Int) throws {
    weight = try path.parameter(
      "weight", [outputs, inputs, size, size], .kaiming(fanOut: outputs * size * size), use: .product)
    (self.size, self.stride) = (size, stride)
    // On a CPU libtorch's convolutions of a few channels in bfloat16 have gradients that are now and then no numbers.
    let products = path.computation.productType
    type = products == .bfloat16 && path.store.device == .cpu ? .float32 : products
  }

  /// In single precision, in which what follows normalises.
  func callAsFunction(_ x: Tensor) throws -> Tensor {
    try x.to(type).convolved(weight: weight.to(type), stride: (stride, stride), padding: (size / 2, size / 2))
      .atLeastSingle()
  }
}
