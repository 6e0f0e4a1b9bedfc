package import BenchCore
package import Models
import Torch

extension Checkpoint {
  /// Which parameters of a model are loaded.
  package enum Scope: Sendable {
    /// CLIP's only, wherever they are in the model and in the file; all of them must be there. Training starts so.
    case backbone
    /// Every parameter and buffer of the model; all must be there.
    case whole
    /// Every parameter and buffer that is in the file; CLIP's must be there.
    case available
  }

  /// Overwrites parameters of a model with the file's, converted to the model's type and device.
  ///
  /// Elements go from the file straight into the parameter's memory where both have one type, so a model needs little
  /// more memory than itself.
  ///
  /// - Parameters:
  ///   - store: The model's parameters and buffers.
  ///   - model: The model's size; position embeddings are resized to its patches and tokens.
  ///   - scope: What must be loaded.
  /// - Throws: `CheckpointFailure` for a missing tensor, another vocabulary, or other shapes, before anything changes.
  @discardableResult
  package func load(into store: ParameterStore, model: ModelSpec, scope: Scope = .whole) throws -> LoadReport {
    let plan = try loadingPlan(store, model: model, scope: scope)
    var report = plan.report
    try copy(plan.steps, into: &report)
    return report
  }

  /// Overwrites every parameter and buffer of a model with the tensor of its name: for checkpoints of this tool, whatever
  /// their network.
  ///
  /// - Throws: `CheckpointFailure` for a missing tensor, other shapes or a tensor without a place, before anything changes.
  package func loadByName(into store: ParameterStore) throws -> LoadReport {
    var report = LoadReport(warnings: warnings, notes: notes)
    var steps: [Step] = []
    var (missing, differing) = ([String](), [String]())
    for entry in store.entries {
      guard let tensor = self[entry.name] else {
        missing.append(entry.name)
        continue
      }
      try checkType(of: tensor)
      let expected = try entry.tensor.shape
      if tensor.shape != expected {
        differing.append("\(entry.name) is \(tensor.shape) in the file, \(expected) in the model")
      }
      steps.append((entry, tensor, nil))
    }
    guard missing.isEmpty else { throw failure(.missing(Array(missing.prefix(4)), count: missing.count)) }
    guard differing.isEmpty else { throw failure(.mismatch(Array(differing.prefix(4)), count: differing.count)) }
    let unplaced = tensors.map(\.name).filter { store[$0] == nil }
    guard unplaced.isEmpty else {
      throw failure(
        .unplaced(
          Array(unplaced.prefix(4)), count: unplaced.count, patterns: UnplacedTensors.patterns(for: unplaced)))
    }
    report.used = store.entries.map(\.name)
    try copy(steps, into: &report)
    return report
  }

  /// Overwrites parameters with tensors that were checked.
  func copy(_ steps: [(entry: ParameterStore.Entry, tensor: CheckpointTensor)], into report: inout LoadReport) throws {
    try copy(steps.map { ($0.entry, $0.tensor, nil) }, into: &report)
  }

  private func copy(_ steps: [Step], into report: inout LoadReport) throws {
    try withoutGradients {
      for (entry, tensor, resize) in steps {
        if let resize {
          try entry.tensor.copy(from: resize(tensor.tensor().to(.float32)))
        } else {
          try tensor.read(into: entry.tensor)
        }
        // The sum is cheap and finite for finite weights of any usual size; only a suspect is looked at closely.
        if try !entry.tensor.sum().item().isFinite, try !entry.tensor.isFinite().all() {
          report.notFinite.append(entry.name)
        }
      }
    }
  }

  /// What loading a backbone will report, found before any model is built; no weights are read.
  ///
  /// - Throws: `CheckpointFailure` for tensors that are missing, of another shape or without a place, by their names.
  package func backboneReport(model: ModelSpec, scope: Scope = .backbone) throws -> LoadReport {
    let prefix = try chosenPrefix()
    let names = try CLIP.parameterNames(of: model)
    var missing: [String] = []
    var differing: [String] = []
    for name in names {
      guard let tensor = self[prefix + name] else {
        missing.append(prefix + name)
        continue
      }
      try checkType(of: tensor)
      guard let expected = model.backboneShape(of: name) else { continue }
      let isEqual =
        tensor.shape.count == expected.count && zip(tensor.shape, expected).allSatisfy { $1 == nil || $0 == $1 }
      if !isEqual {
        let words = expected.map { $0.map(String.init) ?? "any" }.joined(separator: ", ")
        differing.append("\(prefix)\(name) is \(tensor.shape) in the file, [\(words)] in the model")
      }
    }
    guard differing.isEmpty else { throw failure(.mismatch(Array(differing.prefix(4)), count: differing.count)) }
    guard missing.isEmpty else { throw failure(.missing(Array(missing.prefix(4)), count: missing.count)) }
    var report = openingReport
    let taken = Set(names.map { prefix + $0 })
    try sort(
      tensors.filter { !taken.contains($0.name) && !siblings.contains($0.name) }, scope: scope, prefix: prefix,
      into: &report)
    return report
  }

  private var openingReport: LoadReport {
    LoadReport(
      warnings: warnings + (activation.warning.map { [$0] } ?? []),
      notes: ["activation \(activation.phrase)"] + notes)
  }

  /// - Throws: `CheckpointFailure.unsupported` for a tensor that the model needs and whose elements are not read.
  func checkType(of tensor: CheckpointTensor) throws(CheckpointFailure) {
    guard tensor.type.tensorType == nil else { return }
    throw failure(
      .unsupported(
        "\(tensor.name) has elements of type \(tensor.type.rawValue), which are not read",
        remedy: "save them as float32 with Python"))
  }

  private typealias Step = (
    entry: ParameterStore.Entry, tensor: CheckpointTensor, resize: ((Tensor) throws -> Tensor)?
  )

  /// Which tensor goes where, with all shapes checked.
  private func loadingPlan(
    _ store: ParameterStore, model: ModelSpec, scope: Scope
  ) throws -> (steps: [Step], report: LoadReport) {
    let filePrefix = try chosenPrefix()
    guard let modelPrefix = Self.backbonePrefix(of: store.entries.map(\.name)) else {
      throw ModelFailure.missingParameters(["visual.conv1.weight"])
    }
    var report = openingReport
    var steps: [Step] = []
    var taken: Set<String> = []
    var required: [String] = []
    var differing: [String] = []
    for entry in store.entries {
      // In a bare CLIP all names are the backbone's; methods put them under a prefix.
      let isBackbone = entry.name.hasPrefix(modelPrefix)
      let name = isBackbone ? filePrefix + entry.name.dropFirst(modelPrefix.count) : headName(entry.name)
      guard isBackbone || scope != .backbone, let tensor = self[name] else {
        report.missing.append(entry.name)
        if isBackbone || scope == .whole { required.append(name) }
        continue
      }
      try checkType(of: tensor)
      taken.insert(name)
      report.used.append(entry.name)
      let expected = try entry.tensor.shape
      if tensor.shape == expected {
        steps.append((entry, tensor, nil))
      } else if isBackbone, entry.name.hasSuffix("token_embedding.weight"),
        tensor.shape.dropFirst() == expected.dropFirst()
      {
        throw failure(.vocabulary(found: tensor.shape[0], expected: expected[0]))
      } else if isBackbone, entry.name.hasSuffix("visual.positional_embedding"),
        tensor.shape.count == 2, tensor.shape.last == expected.last, let from = storedGrid(rowCount: tensor.shape[0])
      {
        let to = model.patchGrid
        steps.append((entry, tensor, { try PositionEmbedding.resized($0, from: from, to: to) }))
        report.resized.append(
          .init(name: entry.name, from: "\(from.rows) x \(from.columns)", to: "\(to.rows) x \(to.columns)"))
      } else if isBackbone, entry.name == modelPrefix + "positional_embedding",
        tensor.shape.count == 2, tensor.shape[0] > 0, tensor.shape.last == expected.last
      {
        steps.append((entry, tensor, { try PositionEmbedding.resized(captions: $0, length: expected[0]) }))
        report.resized.append(
          .init(name: entry.name, from: "\(tensor.shape[0])", to: "\(expected[0])", unit: "tokens"))
      } else {
        differing.append("\(name) is \(tensor.shape) in the file, \(expected) in the model")
      }
    }
    let rest = tensors.filter { !taken.contains($0.name) && !siblings.contains($0.name) }
    // A deeper model with its upper blocks left out would load, and compute nonsense.
    let blocks = ["visual.transformer.resblocks.", "transformer.resblocks."].map { filePrefix + $0 }
    let known = Set(taken.compactMap { name in Self.blockPart(of: name) })
    differing += rest.map(\.name).filter { name in
      blocks.contains { name.hasPrefix($0) } && Self.blockPart(of: name).map(known.contains) == true
    }.map { "\($0) is in the file but not in the model" }
    guard differing.isEmpty else {
      throw failure(.mismatch(Array(differing.prefix(4)), count: differing.count))
    }
    guard required.isEmpty else { throw failure(.missing(Array(required.prefix(4)), count: required.count)) }
    try sort(rest, scope: scope, prefix: filePrefix, into: &report)
    return (steps, report)
  }

  /// The part of a name after the number of a block, as `ln_1.weight`; `nil` outside blocks.
  private static func blockPart(of name: String) -> Substring? {
    name.firstMatch(of: /resblocks\.\d+\.(.+)/).map(\.output.1)
  }

  /// Sorts what has no place into what the model does not need and what a person left out.
  ///
  /// - Throws: `CheckpointFailure.unplaced` naming all others.
  func sort(_ rest: [CheckpointTensor], scope: Scope, prefix: String, into report: inout LoadReport) throws {
    let unplaced = try unplaced(of: rest, scope: scope, prefix: prefix, into: &report)
    guard unplaced.isEmpty else {
      throw failure(
        .unplaced(
          Array(unplaced.prefix(4)), count: unplaced.count, patterns: UnplacedTensors.patterns(for: unplaced)))
    }
    report.unmatchedPatterns = reading.ignored.filter { report.left[$0] == nil }
  }

  /// Sorts tensors; returns the names of those that have no place.
  private func unplaced(
    of rest: [CheckpointTensor], scope: Scope, prefix: String, into report: inout LoadReport
  ) throws -> [String] {
    let rules = UnplacedTensors(
      patterns: reading.ignored, prefix: prefix, scope: scope,
      isOurs: metadata[RunMetadata.specification] != nil || metadata[RunMetadata.pretrained] != nil)
    var unplaced: [String] = []
    func place(_ name: String, isNeedless: Bool) {
      if let pattern = rules.pattern(for: name) {
        report.left[pattern, default: []].append(name)
      } else if isNeedless {
        report.ignored.append(name)
      } else {
        unplaced.append(name)
      }
    }
    for tensor in rest { place(tensor.name, isNeedless: try rules.isNeedless(tensor)) }
    for name in beside + objects.map(\.name) { place(name, isNeedless: false) }
    return unplaced
  }

  /// What training from the file would be refused for: tensors and objects without a place in a CLIP.
  ///
  /// - Throws: `CheckpointFailure` where small tables cannot be read.
  func tensorsWithoutPlace() throws -> [String] {
    guard let prefix = backbonePrefix else { return beside + objects.map(\.name) }
    var report = LoadReport()
    return try unplaced(
      of: tensorsBesideBackbone(prefix: prefix), scope: .backbone, prefix: prefix, into: &report)
  }

  /// The names of CLIP's parameters in the file's own size, behind the prefix.
  func backboneNames(prefix: String) throws -> Set<String> {
    // All other sizes are in no name.
    let model = ModelSpec(
      imageHeight: 1, imageWidth: 1, patchHeight: 1, patchWidth: 1, visionWidth: 1,
      visionLayers: layerCount("\(prefix)visual.transformer."), visionHeads: 1, textWidth: 1,
      textLayers: layerCount("\(prefix)transformer."), textHeads: 1, contextLength: 3, vocabularySize: 5,
      embeddingWidth: 1)
    return Set(try CLIP.parameterNames(of: model).map { prefix + $0 })
  }

  private func tensorsBesideBackbone(prefix: String) throws -> [CheckpointTensor] {
    let names = (try? backboneNames(prefix: prefix)) ?? []
    return tensors.filter { !names.contains($0.name) && !siblings.contains($0.name) }
  }
}
