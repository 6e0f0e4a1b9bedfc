package import BenchCore
package import Models
import Torch

/// The image network that a file holds in torchvision's form: a ResNet of bottleneck blocks, such as ResNet-50.
///
/// Read are torchvision's names (`layer1.0.conv1.weight`) behind any prefix, those of this tool's checkpoints among them, and
/// those of SSAN's code, which counts the children of the network: `ImageExtract.4.0.conv1.weight`.
package struct ResidualNetworkWeights {
  /// The parts of the feature network, and their places among the children of torchvision's.
  private static let parts = [
    "conv1": 0, "bn1": 1, "layer1": 4, "layer2": 5, "layer3": 6, "layer4": 7,
  ]
  /// Where an SSAN has it. Source: SSAN `model/model.py`.
  private static let place = "ImageExtract."

  private let checkpoint: Checkpoint
  /// The tensors by torchvision's names.
  private let tensors: [String: CheckpointTensor]
  /// Blocks of the four stages.
  private let blocks: [Int]
  /// Channels of the feature map.
  private let width: Int
  /// What the file holds besides.
  private let rest: [String]

  /// Finds the network.
  ///
  /// - Throws: `CheckpointFailure.notResNet` with what is missing or odd.
  init(_ checkpoint: Checkpoint) throws(CheckpointFailure) {
    self.checkpoint = checkpoint
    func failure(_ what: String) -> CheckpointFailure { checkpoint.failure(.notResNet(what)) }
    if checkpoint.backbonePrefix != nil { throw failure("there is a CLIP in it") }
    let marker = "layer1.0.conv1.weight"
    let counted = "\(Self.place)4.0.conv1.weight"
    func prefix(before marker: String) -> String? {
      checkpoint.tensors.map(\.name).filter { $0 == marker || $0.hasSuffix(".\(marker)") }.min { $0.count < $1.count }
        .map { String($0.dropLast(marker.count)) }
    }
    let named = prefix(before: marker)
    guard let prefix = named ?? prefix(before: counted).map({ $0 + Self.place }) else {
      throw failure("there is no \(marker)")
    }
    var tensors: [String: CheckpointTensor] = [:]
    var rest: [String] = []
    for tensor in checkpoint.tensors {
      if let name = Self.name(of: tensor.name, behind: prefix, isCounted: named == nil) {
        tensors[name] = tensor
      } else {
        rest.append(tensor.name)
      }
    }
    (self.tensors, self.rest) = (tensors, rest)

    func shape(_ name: String) throws(CheckpointFailure) -> [Int] {
      guard let tensor = tensors[name] else { throw failure("there is no \(prefix)\(name)") }
      return tensor.shape
    }
    if let stem = rest.first(where: { $0 == "\(prefix)conv2.weight" }) {
      throw failure("\(stem) is of a ResNet with another stem, such as CLIP's")
    }
    guard try shape("conv1.weight").dropFirst() == [3, 7, 7] else {
      throw failure("its first layer is no 7 x 7 convolution of three channels")
    }
    var blocks: [Int] = []
    for stage in 1...4 {
      var count = 0
      while tensors["layer\(stage).\(count).conv1.weight"] != nil { count += 1 }
      _ = try shape("layer\(stage).0.conv1.weight")
      guard tensors["layer\(stage).0.conv3.weight"] != nil else {
        throw failure("its blocks have two convolutions, as those of ResNet-18 and ResNet-34, and not three")
      }
      blocks.append(count)
    }
    self.blocks = blocks
    let last = try shape("layer4.0.conv3.weight")
    guard last.count == 4, last[0] > 0, last[0] % 32 == 0 else {
      throw failure("layer4.0.conv3.weight has shape \(last)")
    }
    width = last[0]
    let inner = try shape("layer1.0.conv2.weight")
    // Wide ResNets and ResNeXts have wider or grouped convolutions between the same outputs.
    guard inner == [width / 32, width / 32, 3, 3] else {
      throw failure("layer1.0.conv2.weight has shape \(inner), as of a wide ResNet or a ResNeXt")
    }
  }

  /// The SSAN around it: the published one with this image network.
  package var model: ModelSpec {
    var model = ModelSpec.ssan
    model.visionWidth = width
    model.visionLayers = depth
    return model
  }

  /// Convolutions on the way through, with the classifier: 50 of ResNet-50.
  package var depth: Int { 2 + 3 * blocks.reduce(0, +) }

  /// What loading will report.
  package var report: LoadReport {
    LoadReport(
      used: tensors.keys.map { Self.place + $0 }.sorted(), ignored: rest, warnings: checkpoint.warnings,
      notes: checkpoint.notes)
  }

  /// Overwrites the image network of an SSAN; all else keeps its values.
  ///
  /// - Throws: `CheckpointFailure` for a missing tensor or another shape, before anything changes.
  package func load(into store: ParameterStore) throws -> LoadReport {
    let entries = store.entries.filter { $0.name.hasPrefix(Self.place) }
    let steps = entries.compactMap { entry in
      tensors[String(entry.name.dropFirst(Self.place.count))].map { (entry: entry, tensor: $0) }
    }
    let found = Set(steps.map(\.entry.name))
    let missing = entries.map(\.name).filter { !found.contains($0) }
    guard missing.isEmpty, !steps.isEmpty else {
      throw checkpoint.failure(.missing(Array(missing.prefix(4)), count: missing.count))
    }
    let taken = Set(steps.map(\.tensor.name))
    // Batches seen count for nothing where the mean of statistics is a moving one.
    let left = tensors.values.map(\.name).filter { !taken.contains($0) }.sorted()
    let deeper = left.filter { !$0.hasSuffix(".num_batches_tracked") }
    let differing =
      try steps.compactMap { entry, tensor -> String? in
        try checkpoint.checkType(of: tensor)
        let expected = try entry.tensor.shape
        return tensor.shape == expected
          ? nil : "\(tensor.name) is \(tensor.shape) in the file, \(expected) in the model"
      } + deeper.map { "\($0) is in the file but not in the model" }
    guard differing.isEmpty else {
      throw checkpoint.failure(.mismatch(Array(differing.prefix(4)), count: differing.count))
    }
    var report = report
    report.used = steps.map(\.entry.name)
    report.ignored += left
    report.missing = store.entries.map(\.name).filter { !$0.hasPrefix(Self.place) }
    try checkpoint.copy(steps, into: &report)
    return report
  }

  /// Torchvision's name of a tensor; `nil` outside the feature network.
  private static func name(of name: String, behind prefix: String, isCounted: Bool) -> String? {
    guard name.hasPrefix(prefix) else { return nil }
    let inner = name.dropFirst(prefix.count)
    guard let dot = inner.firstIndex(of: ".") else { return nil }
    let first = String(inner[..<dot])
    let part = isCounted ? parts.first { "\($0.value)" == first }?.key : parts[first] == nil ? nil : first
    return part.map { $0 + inner[dot...] }
  }
}

extension Checkpoint {
  /// The image network in torchvision's form.
  ///
  /// - Throws: `CheckpointFailure.notResNet` where there is none.
  package func residualNetwork() throws(CheckpointFailure) -> ResidualNetworkWeights {
    try ResidualNetworkWeights(self)
  }
}
