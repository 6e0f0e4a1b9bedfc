import BenchCore
import Foundation

/// Finds what is said about tensors by their own file or by configurations beside it.
struct ConfigurationSearch {
  /// The shape of a tensor of CLIP by OpenAI's bare name; `nil` where there is none.
  let shape: (String) -> [Int]?
  /// The folder of the weights.
  let folder: URL
  /// Whether the folder was named, and not a file in it: what lies in it is about its weights.
  let isFolder: Bool
  let usesHuggingFaceNames: Bool
  /// What the file says about itself.
  let metadata: [String: String]
  private(set) var warnings: [String] = []

  init(
    folder: URL, isFolder: Bool, usesHuggingFaceNames: Bool, metadata: [String: String],
    shape: @escaping (String) -> [Int]?
  ) {
    self.shape = shape
    self.folder = folder
    self.isFolder = isFolder
    self.usesHuggingFaceNames = usesHuggingFaceNames
    self.metadata = metadata
  }

  /// The configuration that is about the tensors; `nil` where there is none.
  ///
  /// - Parameter said: The activation that a person said, which decides between two configurations.
  /// - Throws: `CheckpointFailure` for one of a network that this tool does not compute, and for two that differ.
  mutating func result(said: Activation?) throws(CheckpointFailure) -> ModelConfiguration? {
    if let own = ownConfiguration() { return own }
    // The one of the program that gave the tensors their names decides.
    let readers: [(name: String, read: (URL) throws(CheckpointFailure) -> ModelConfiguration)] = [
      (HuggingFaceConfiguration.fileName, HuggingFaceConfiguration.read),
      (OpenCLIPConfiguration.fileName, OpenCLIPConfiguration.read),
    ]
    var found: [ModelConfiguration] = []
    for (name, read) in usesHuggingFaceNames ? readers : readers.reversed() {
      let file = folder.appending(path: name)
      guard FileManager.default.fileExists(atPath: file.path) else { continue }
      let configuration: ModelConfiguration
      do {
        configuration = try read(file)
      } catch {
        if isFolder, found.isEmpty, name == readers[usesHuggingFaceNames ? 0 : 1].name { throw error }
        warnings.append("\(name) beside the weights is not used: \(error.problem)")
        continue
      }
      let difference = difference(from: configuration)
      if let difference, isFolder, found.isEmpty {
        throw CheckpointFailure(path: file.path, reason: .configuration("it says \(difference)"))
      } else if let difference {
        warnings.append("\(name) beside the weights is of other ones and not used: it says \(difference)")
      } else if !found.isEmpty, configuration.sizes.isEmpty {
        // As timm's, of the image model alone.
        continue
      } else if !isFolder, configuration.sizes.isEmpty {
        warnings.append("\(name) beside the weights is not used: it names no sizes, so it may be about others")
      } else {
        found.append(configuration)
      }
    }
    guard let first = found.first else { return nil }
    if let refusal = first.refusal { throw refusal }
    if let second = found.dropFirst().first, second.refusal == nil, let one = first.activation,
      let other = second.activation, one != other
    {
      guard let said else {
        throw CheckpointFailure(
          path: folder.path,
          reason: .configuration(
            "\(first.source) says the activation is \(one.rawValue), \(second.source) says \(other.rawValue)"))
      }
      return said == one ? first : second
    }
    return first
  }

  /// What `convert` wrote into the file.
  private mutating func ownConfiguration() -> ModelConfiguration? {
    guard let word = metadata[ModelConfiguration.activationName] else { return nil }
    guard let activation = Activation(rawValue: word) else {
      warnings.append("the activation \(word) that its metadata names is not known to this tool")
      return nil
    }
    return ModelConfiguration(metadata: metadata, activation: activation)
  }

  /// What a configuration says that the tensors deny, in words; `nil` where nothing is.
  private func difference(from configuration: ModelConfiguration) -> String? {
    for size in configuration.sizes {
      if let actual = measured(size.kind), !actual.contains(size.value) {
        return "\(size.kind.rawValue) \(size.value), the tensors have \(actual[0])"
      }
    }
    return nil
  }

  /// A size of the tensors; several where one number stands for them all.
  private func measured(_ kind: ModelConfiguration.Size.Kind) -> [Int]? {
    func size(_ name: String, _ dimension: Int) -> [Int]? {
      shape(name).flatMap { $0.indices.contains(dimension) ? [$0[dimension]] : nil }
    }
    func layers(_ tower: String) -> [Int]? {
      var count = 0
      while shape("\(tower)transformer.resblocks.\(count).ln_1.weight") != nil { count += 1 }
      return count > 0 ? [count] : nil
    }
    return switch kind {
    case .visionWidth: size("visual.conv1.weight", 0)
    case .visionLayers: layers("visual.")
    case .patch: shape("visual.conv1.weight").flatMap { $0.count == 4 ? Array($0[2...]) : nil }
    case .textWidth: size("token_embedding.weight", 1)
    case .textLayers: layers("")
    case .contextLength: size("positional_embedding", 0)
    case .vocabulary: size("token_embedding.weight", 0)
    case .embedding: size("text_projection", 1)
    }
  }
}
