import Models
import Torch

/// The weights of SSAN's golden, whose ResNet has the numbers of torchvision's children in place of names.
enum SSANWeights {
  private static let prefix = "ImageExtract."
  /// What `nn.Sequential(*resnet.children())` numbers; ReLU and pooling, 2 and 3, have no weights.
  private static let children = ["0": "conv1", "1": "bn1", "4": "layer1", "5": "layer2", "6": "layer3", "7": "layer4"]

  /// The name that this model has for a tensor.
  static func ownName(of name: String) -> String {
    guard name.hasPrefix(prefix) else { return name }
    let parts = name.dropFirst(prefix.count).split(separator: ".", maxSplits: 1)
    guard parts.count == 2, let child = children[String(parts[0])] else { return name }
    return "\(prefix)\(child).\(parts[1])"
  }

  /// The weights under this model's names, with the counter that it alone has.
  static func renamed(_ weights: [String: Tensor]) throws -> [String: Tensor] {
    var renamed = Dictionary(uniqueKeysWithValues: weights.map { (ownName(of: $0), $1) })
    renamed["ssan.step"] = try .zeros([], dtype: .int64)
    return renamed
  }

  /// How large the network is, and its number of parts.
  static func sizes(
    of golden: GoldenFile, contextLength: Int
  ) throws -> (sizes: SSANNetwork.Sizes, parts: Int) {
    let weights = try golden.group("weights")
    func shape(_ name: String) throws -> [Int] {
      guard try weights.contains(name) else { throw VerificationFailure.malformed("the weights have no \(name)") }
      return try weights.floats(name).shape
    }
    var stages: [(width: Int, blocks: Int)] = []
    for stage in 4...7 {
      var blocks = 0
      while try weights.contains("ImageExtract.\(stage).\(blocks).conv2.weight") { blocks += 1 }
      stages.append((width: try shape("ImageExtract.\(stage).0.conv2.weight")[0], blocks: blocks))
    }
    let words = try shape("TextExtract.embedding_global.weight")
    let sizes = SSANNetwork.Sizes(
      resNet: ResNetLayout(stemWidth: try shape("ImageExtract.0.weight")[0], stages: stages),
      vocabularySize: words[0], contextLength: contextLength, wordWidth: words[1],
      partWidth: try shape("conv_global.block.0.weight")[0],
      relationWidth: try shape("non_local_net.conv_local_att.0.block.0.weight")[0])
    return (sizes, try shape("conv_word_classifier.0.weight")[0])
  }
}
