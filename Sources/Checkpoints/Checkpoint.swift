package import BenchCore
package import Foundation
import Models
import Torch

/// A file or folder of weights: its tensors under OpenAI's names, and what it says about itself.
///
/// Opening reads names, shapes and places only. Elements are read when they are asked for, straight into their memory.
package struct Checkpoint {
  /// How the weights are stored.
  package enum Kind: String, Sendable, Codable {
    /// `torch.save`, a zip archive.
    case torchSave = "torch.save"
    /// `torch.save` before PyTorch 1.6.
    case legacyTorchSave = "torch.save, before PyTorch 1.6"
    /// A TorchScript archive, as OpenAI's CLIP.
    case torchScript = "TorchScript"
    case safetensors
  }

  /// The file or folder that was opened.
  package let location: URL
  /// The files that hold tensors, in order.
  package let files: [URL]
  /// How the weights are stored.
  package let kind: Kind
  /// All tensors, in the file's order.
  package let tensors: [CheckpointTensor]
  /// What the file says about itself, such as the epoch.
  package let metadata: [String: String]
  /// Whether the file names its tensors as Hugging Face does.
  package let usesHuggingFaceNames: Bool
  /// What opening found that every number of these weights is to be shown with.
  package let warnings: [String]
  /// What opening found worth saying besides.
  package let notes: [String]
  /// What the tensors' names of each CLIP in the file begin with, as the file spells them.
  package let models: [String]
  /// The one of `models` that was chosen, in its one spelling; `nil` where the file has one model or none.
  package let chosenModel: String?
  /// What CLIP's names come after among `tensors`: `base_model.` in checkpoints of IRRA and RDE, nothing in CLIP's own;
  /// `nil` where there is no vision transformer, or several and no choice.
  package let backbonePrefix: String?
  /// The names of tensors that belong to models that were not chosen.
  package let siblings: Set<String>
  /// The names of tensors outside the dictionary of the weights that may be parts of the model.
  let beside: [String]
  /// The Python classes and functions that a pickle names and that were skipped.
  package let skippedClasses: [String]
  /// Objects that stand among the tensors, and their Python classes.
  let objects: [(name: String, className: String)]
  /// Which tensors lie in the same bytes as others, as tied weights do, or repeat elements, in words; `nil` where none does.
  package let sharing: String?
  /// What was said about the file.
  let reading: WeightsReading
  /// What its own header or a configuration beside it says.
  let configuration: ModelConfiguration?
  /// The activation that the weights were trained with, and how it is known.
  package let activation: StatedActivation
  private let indices: [String: Int]

  /// The specification of the run that made the weights, where `nc-bench` wrote them.
  package let runSpec: RunSpec?

  /// Reads what a file or folder holds.
  ///
  /// Understood are files of `torch.save` (state dictionaries and checkpoints around them, of any age), TorchScript
  /// archives, safetensors, and folders of Hugging Face and OpenCLIP, those in their cache included.
  ///
  /// - Parameter reading: What the file does not say itself.
  /// - Throws: `CheckpointFailure`; nothing in a file is ever executed.
  package static func open(_ location: URL, as reading: WeightsReading = WeightsReading()) throws -> Checkpoint {
    try Checkpoint(location, reading)
  }

  private init(_ location: URL, _ reading: WeightsReading) throws(CheckpointFailure) {
    self.location = location
    self.reading = reading
    var isFolder: ObjCBool = false
    var warnings: [String] = []
    var notes: [String] = []
    let folder: URL
    if FileManager.default.fileExists(atPath: location.path, isDirectory: &isFolder), isFolder.boolValue {
      let found = try WeightsFolder(location)
      (files, folder) = (found.files, found.location)
      notes += found.notes
    } else {
      (files, folder) = ([location], location.deletingLastPathComponent())
    }
    var content = WeightsContent()
    var kind = Kind.safetensors
    for file in files {
      let (part, partKind) = try Self.read(file)
      kind = partKind
      if let long = part.tensors.first(where: { $0.name.utf8.count > TensorNames.byteLimit }) {
        let size = long.name.utf8.count
        throw CheckpointFailure(
          path: file.path,
          reason: .excessive("a tensor has a name of \(size) bytes; the limit is \(TensorNames.byteLimit)"))
      }
      content.add(part)
    }
    self.kind = kind
    metadata = content.metadata
    (beside, objects, skippedClasses) = (content.beside, content.objects, content.skippedClasses)
    let names = TensorNames(content.tensors, keys: content.keys, wanted: reading.prefix)
    (tensors, usesHuggingFaceNames) = (names.tensors, names.isMapped)
    (models, backbonePrefix, siblings) = (names.models, names.prefix, names.siblings)
    chosenModel = names.choice
    if let wanted = reading.prefix, names.prefix == nil {
      throw CheckpointFailure(path: location.path, reason: .unknownPrefix(wanted, models: names.models))
    }
    var indices: [String: Int] = [:]
    for (index, tensor) in tensors.enumerated() {
      guard indices.updateValue(index, forKey: tensor.name) == nil else {
        throw CheckpointFailure(path: location.path, reason: .damaged("it has two tensors named \(tensor.name)"))
      }
    }
    self.indices = indices
    let sharing = StorageSharing(content.tensors)
    if let excess = sharing.excess { throw CheckpointFailure(path: location.path, reason: .excessive(excess)) }
    self.sharing = sharing.summary
    let specification = metadata[RunMetadata.specification]
    let decoded = specification.flatMap { try? JSONDecoder().decode(RunSpec.self, from: Data($0.utf8)) }
    runSpec = decoded.flatMap { (try? $0.setup?.model.validate()) == nil ? nil : $0 }
    if runSpec == nil, specification != nil {
      warnings.append("the specification of its run cannot be used; it is of another version of this tool")
    }
    let isPublished = kind == .torchScript && files.count == 1 && Self.isPublished(files[0])
    var search = ConfigurationSearch(
      folder: folder, isFolder: isFolder.boolValue, usesHuggingFaceNames: usesHuggingFaceNames,
      metadata: kind == .safetensors ? metadata : [:]
    ) { [tensors] name in names.prefix.flatMap { indices[$0 + name] }.map { tensors[$0].shape } }
    // A run of ours has said everything, and so has OpenAI.
    configuration = runSpec?.setup == nil && !isPublished ? try search.result(said: reading.activation) : nil
    warnings += search.warnings + (configuration?.warnings ?? [])
    if usesHuggingFaceNames, configuration == nil, runSpec == nil {
      warnings.append("no config.json beside it: taken as a model with 64 numbers per head")
    }
    if let left = metadata[Self.leftOut] {
      warnings.append("parts of the weights were left out when this file was written: \(left)".printable)
    }
    var stated: StatedActivation?
    if isPublished {
      stated = .known(.quickGELU)
    } else if let setup = runSpec?.setup {
      stated = .said(setup.model.activation, by: "the run's specification")
    } else if let configuration, let said = configuration.activation {
      let isBeside = !isFolder.boolValue && configuration.source != ModelConfiguration.ownSource
      stated = isBeside ? .beside(said, by: configuration.source) : .said(said, by: configuration.source)
    }
    activation = try Self.activation(stated, wish: reading.activation, location: location, notes: &notes)
    self.warnings = warnings
    self.notes = notes
  }

  /// The tensor of a name, such as `visual.proj`.
  package subscript(name: String) -> CheckpointTensor? { indices[name].map { tensors[$0] } }

  /// The number of elements of all tensors.
  package var elementCount: Int { tensors.reduce(0) { $0 + $1.elementCount } }

  /// The part of a model's names before CLIP's, found by its first layer.
  static func backbonePrefix(of names: [String]) -> String? {
    let marker = "visual.conv1.weight"
    let matches = names.filter { $0 == marker || $0.hasSuffix(".\(marker)") }
    return matches.min { $0.count < $1.count }.map { String($0.dropLast(marker.count)) }
  }

  /// Tensors with elements that are infinite or no numbers. Reads all elements.
  package func tensorsWithoutFiniteNumbers() throws -> [String] {
    try tensors.filter { tensor in
      guard let type = tensor.type.tensorType, type != .bool else { return false }
      return try !tensor.tensor().isFinite().all()
    }.map(\.name)
  }

  // MARK: - Activation

  /// The SHA-256 of the files that OpenAI published, all of vision transformers with QuickGELU.
  private static let publishedChecksums: Set<String> = [
    "40d365715913c9da98579312b702a82c18be219cc2a73407c4526f58eba950af",  // ViT-B/32
    "5806e77cd80f8b59890b7e101eabd078d9fb84e6937f9e85e4ecb61988df416f",  // ViT-B/16
    "b8cca3fd41ae0c99ba7e8951adf17d267cdb84cd88be6f7c2e0eca1737a03836",  // ViT-L/14
    "3035c92b350959924f9f00213499208652fc7ea050643e8b385c2dac08641f02",  // ViT-L/14@336px
  ]

  /// The activation, a person's word compared with what is said already.
  ///
  /// - Throws: `CheckpointFailure.activation` where they contradict each other; only what lies beside a file is overruled.
  private static func activation(
    _ stated: StatedActivation?, wish: Activation?, location: URL, notes: inout [String]
  ) throws(CheckpointFailure) -> StatedActivation {
    guard let wish else { return stated ?? .assumed(.quickGELU) }
    switch stated {
    case nil, .assumed: return .said(wish, by: "--activation")
    case .beside(let activation, let source):
      guard activation != wish else { return .said(wish, by: "--activation and \(source)") }
      notes.append(
        "\(source) beside the file says \(activation.rawValue); it is --activation \(wish.rawValue) that is used")
      return .said(wish, by: "--activation")
    case .said(let activation, let source):
      guard activation == wish else {
        throw CheckpointFailure(
          path: location.path, reason: .activation(wish.rawValue, stated: activation.rawValue, by: source))
      }
    case .known(let activation):
      guard activation == wish else {
        throw CheckpointFailure(
          path: location.path,
          reason: .activation(wish.rawValue, stated: activation.rawValue, by: "OpenAI, who published this file,"))
      }
    }
    return stated ?? .assumed(.quickGELU)
  }

  private static func isPublished(_ file: URL) -> Bool {
    var digest = ContentDigest()
    guard (try? digest.update(contentsOf: file)) != nil else { return false }
    return publishedChecksums.contains(digest.hexadecimal)
  }

  // MARK: - Formats

  private static func read(_ url: URL) throws(CheckpointFailure) -> (WeightsContent, Kind) {
    let file = try CheckpointFile(url)
    let head = try file.bytes(at: 0, count: min(file.byteCount, 128))
    if head.starts(with: [0x50, 0x4b]) {
      let (content, isScript) = try TorchArchive.read(file)
      return (content, isScript ? .torchScript : .torchSave)
    }
    if url.pathExtension == "safetensors" || SafetensorsFile.isLikely(head) {
      return (try SafetensorsFile.read(file), .safetensors)
    }
    if head.first == 0x80 { return (try LegacyTorchFile.read(file), .legacyTorchSave) }
    throw try unknown(file, head: head)
  }

  /// Why a file is none of the formats, in the words of what it seems to be.
  private static func unknown(_ file: CheckpointFile, head: [UInt8]) throws(CheckpointFailure) -> CheckpointFailure {
    guard !head.isEmpty else { return file.failure(.unknownFormat("an empty file")) }
    let text = String(decoding: head, as: UTF8.self)
    if text.hasPrefix("version https://git-lfs") {
      return file.failure(
        .unsupported("this is a pointer of Git LFS, not the weights themselves", remedy: "fetch them: git lfs pull"))
    }
    if head.starts(with: [0x1f, 0x8b]) {
      return file.failure(.unsupported("this is a file of gzip", remedy: "unpack it first: gunzip"))
    }
    // Pickles of protocol 0 and 1 have no mark of their own but end in a full stop.
    if try file.bytes(at: file.byteCount - 1, count: 1) == [UInt8(ascii: ".")] {
      let bytes = try file.bytes(at: 0, count: min(file.byteCount, PickleReader.byteLimit))
      if case .failure(.forbidden(let name)) = Result(catching: { () throws(PickleReader.Failure) in
        var budget = PickleBudget(byteCount: bytes.count)
        return try PickleReader.read(bytes[...], budget: &budget).end
      }) {
        return file.failure(.forbiddenGlobal(name))
      }
    }
    let isText = head.allSatisfy { $0 >= 0x20 || [0x09, 0x0a, 0x0d].contains($0) }
    return file.failure(.unknownFormat(isText ? "a text file" : "an unknown format"))
  }
}
