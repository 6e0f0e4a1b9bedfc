package import BenchCore
package import Torch

/// What SSAN makes of a batch of images or captions: `[batch, width, parts]` of each head.
package struct SSANEmbeddings {
  /// `global`, of one part; `local`; and `nonlocal`, the parts after they have seen each other.
  package let heads: [(name: String, parts: Tensor)]
}

/// SSAN: a ResNet over images and an LSTM over words, whose parts are found by stripes and by a classifier of words.
///
/// Source: Ding et al. 2021; `zifyloo/SSAN`, `model/model.py`. Parameters have its names; the ResNet is `ImageExtract` with
/// torchvision's.
package struct SSANNetwork {
  /// How large the network is.
  package struct Sizes: Sendable, Equatable {
    package var resNet: ResNetLayout
    /// The number of different word ids.
    package var vocabularySize: Int
    /// The words of a padded caption.
    package var contextLength: Int
    /// The width of a word's embedding.
    package var wordWidth: Int
    /// The width of the global embedding and of a part's.
    package var partWidth: Int
    /// The width of a part's embedding after the relation block.
    package var relationWidth: Int

    package init(
      resNet: ResNetLayout, vocabularySize: Int, contextLength: Int, wordWidth: Int, partWidth: Int, relationWidth: Int
    ) {
      self.resNet = resNet
      self.vocabularySize = vocabularySize
      self.contextLength = contextLength
      self.wordWidth = wordWidth
      self.partWidth = partWidth
      self.relationWidth = relationWidth
    }

    /// The sizes that a model of the family `ssan` means.
    ///
    /// - Throws: `ModelFailure.invalidSpec` for a model of another family, and for sizes that there are not.
    package init(_ spec: ModelSpec) throws {
      guard spec.family == .ssan else {
        throw ModelFailure.invalidSpec("SSAN's network is of the family ssan, not \(spec.family.rawValue)")
      }
      guard spec.embeddingWidth > 1, spec.textWidth > 0, spec.contextLength > 0, spec.vocabularySize > 1 else {
        throw ModelFailure.invalidSpec("widths, the vocabulary and the context must be positive")
      }
      // The reference has 512 for both widths.
      self.init(
        resNet: try ResNetLayout(depth: spec.visionLayers, channels: spec.visionWidth),
        vocabularySize: spec.vocabularySize, contextLength: spec.contextLength, wordWidth: spec.textWidth,
        partWidth: spec.embeddingWidth, relationWidth: spec.textWidth)
    }
  }

  /// What the network computes besides its sizes.
  package struct Settings: Sendable, Equatable {
    /// Stripes of an image, and what words are assigned to.
    package var parts: Int
    /// The share of the words' numbers that are dropped in training.
    package var dropout: Double
    /// LeakyReLU's slope below zero.
    package var slope: Double
    /// The factor of similarities between parts before the softmax.
    package var relationScale: Double

    package init(parts: Int, dropout: Double, slope: Double, relationScale: Double) {
      self.parts = parts
      self.dropout = dropout
      self.slope = slope
      self.relationScale = relationScale
    }
  }

  private let contextLength: Int
  private let settings: Settings
  private let resNet: ResNet
  private let textEncoder: SSANTextEncoder
  private let globalLayer: PointwiseLayer
  private let localLayers: [PointwiseLayer]
  private let relation: PartRelation
  private let wordClassifier: Tensor

  package init(_ path: ParameterPath, sizes: Sizes, settings: Settings) throws {
    contextLength = sizes.contextLength
    self.settings = settings
    let channels = sizes.resNet.channels
    resNet = try ResNet(path.group(.backbone) / "ImageExtract", layout: sizes.resNet)
    let path = path.group(.newModule)
    textEncoder = try SSANTextEncoder(
      path / "TextExtract", vocabularySize: sizes.vocabularySize, wordWidth: sizes.wordWidth, width: channels,
      dropout: settings.dropout)
    localLayers = try (0..<settings.parts).map {
      try PointwiseLayer(path / "conv_local" / "\($0)", inputs: channels, outputs: sizes.partWidth)
    }
    globalLayer = try PointwiseLayer(path / "conv_global", inputs: channels, outputs: sizes.partWidth)
    relation = try PartRelation(
      path / "non_local_net", parts: settings.parts, width: sizes.partWidth, outputWidth: sizes.relationWidth,
      slope: settings.slope, scale: settings.relationScale)
    wordClassifier = try path.parameter(
      "conv_word_classifier.0.weight", [settings.parts, channels, 1, 1], .torchDefault(fanIn: channels))
  }

  /// The feature map of normalised images `[batch, 3, height, width]`: `[batch, channels, height / 32, width / 32]`.
  package func featureMap(of images: Tensor, training: Bool) throws -> Tensor {
    try resNet(images, training: training).atLeastSingle()
  }

  /// Embeds normalised images `[batch, 3, height, width]`; batch statistics are used when `training`.
  package func embed(images: Tensor, training: Bool) throws -> SSANEmbeddings {
    let map = try featureMap(of: images, training: training)
    let stripes = try map.adaptivelyMaxPooled(height: settings.parts, width: 1).squeezed(3)
    return try embeddings(global: map.maximum(2, 3), parts: stripes, training: training)
  }

  /// Embeds captions, ids `[batch, words]` in which 0 is padding; batch statistics are used when `training`.
  ///
  /// Columns that are padding in every caption may be cut off.
  ///
  /// - Parameter generator: Decides what is dropped; `nil` for nothing.
  package func embed(
    captions ids: Tensor, training: Bool, droppingBy generator: Generator? = nil
  ) throws -> SSANEmbeddings {
    let (batch, count) = try (ids.size(0), ids.size(1))
    // A caption without words has its padding read as one.
    let lengths = try ids.notEqual(to: 0).to(.int64).sum(1).clamped(minimum: 1).to(.int64)
    let words = try textEncoder(ids, lengths: lengths, droppingBy: generator)
    // Padding is zeros, which take part in the maximum: also those that were cut off.
    let largest = try words.global.maximum(1)
    let global = try count < contextLength ? largest.clamped(minimum: 0) : largest

    let isPadding = try Tensor.range(count, device: ids.device).reshaped(1, count, 1)
      .greaterOrEqual(to: lengths.reshaped(batch, 1, 1))
    let scores = try words.local.linear(weight: wordClassifier.squeezed(3).squeezed(2), bias: nil).sigmoid()
    let parts = try (0..<settings.parts).map { part in
      try (words.local * scores.narrowed(2, start: part, length: 1))
        .filled(where: isPadding, with: -.infinity).maximum(1).unsqueezed(2)
    }
    return try embeddings(global: global, parts: .concatenated(parts, dimension: 2), training: training)
  }

  /// The embeddings of pooled features: `[batch, channels]` and `[batch, channels, parts]`.
  private func embeddings(global: Tensor, parts: Tensor, training: Bool) throws -> SSANEmbeddings {
    // The reference's LeakyReLU works in place, so that the part embeddings are what comes out of it, too.
    let local = try localLayers.applied(to: parts, training: training).leakyReLU(slope: settings.slope)
    return SSANEmbeddings(heads: [
      ("global", try globalLayer(global, training: training).unsqueezed(2)), ("local", local),
      ("nonlocal", try relation(local, training: training)),
    ])
  }
}
