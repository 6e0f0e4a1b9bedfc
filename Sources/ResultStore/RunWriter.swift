import BenchCore
import Foundation
import HDF5

/// Lays out one record as groups, datasets and attributes.
struct RunWriter {
  let record: RunRecord
  let options: StorageOptions
  /// The target, for error messages.
  let file: String

  private let layout = FileLayout(schema: ResultStore.schema)

  private var compression: Compression? { options.compressionLevel.map { Compression(level: $0) } }

  func write(into root: Group) throws {
    try writeAttributes(of: root.attributes)
    if let epochs = record.epochs { try write(epochs, into: root.createGroup("epochs")) }
    for name in CheckpointName.allCases {
      guard let checkpoint = record[name] else { continue }
      let keepsEmbeddings = options.embeddings == .both || options.embeddings.rawValue == name.rawValue
      try write(checkpoint, into: root.createGroup(name.rawValue), keepsEmbeddings: keepsEmbeddings)
    }
    if let test = record.test {
      let group = try root.createGroup("test")
      try group.write(test.queryIdentities, to: layout.queryIdentities, compression: compression).describe(.query)
      try group.write(test.galleryIdentities, to: layout.galleryIdentities, compression: compression).describe(.gallery)
      if let files = test.galleryFiles {
        try group.write(files.map(Self.storable), to: "gallery_files", compression: compression).describe(.gallery)
      }
    }
    if let noise = record.noise {
      try root.write(noise.sourceIndices, to: "noise/index", compression: compression).describe(.pair)
      try root.write(noise.isClean, to: "noise/is_clean", compression: compression).describe(.pair)
    }
    guard record.sampleSelections != nil || record.selectionQualities != nil else { return }
    let selections = try root.createGroup(layout.selections)
    for selection in record.sampleSelections ?? [] { try write(selection, into: selections) }
    for quality in record.selectionQualities ?? [] { try write(quality, into: selections) }
  }

  private func writeAttributes(of root: Attributes) throws {
    let spec = record.spec
    let provenance = record.provenance
    try root.write(ResultStore.schema, to: "schema")
    try root.write(true, to: "has_checksum")
    do {
      try root.write(String(decoding: try spec.canonicalJSON(), as: UTF8.self), to: "spec")
    } catch let error as EncodingError {
      throw invalid("/@spec", "the specification cannot be written as JSON: \(error)")
    }
    try root.write(record.signature, to: "signature")
    try root.write(record.outcome.text, to: "outcome")
    try root.write(record.label, to: "label")
    try root.write(record.isStandIn, to: "stand_in")
    try root.write(spec.dataset.id, to: "dataset")
    try root.write(spec.dataset.annotationChecksum, to: "dataset_checksum")
    try root.write(spec.noise.indexChecksum, to: "noise_index_sha256")
    try root.write(spec.noise.rate, to: "nominal_noise_rate")
    try root.write(record.actualNoiseRate, to: "actual_noise_rate")
    try root.write(spec.selection.rawValue, to: "selection")
    if !record.warnings.isEmpty { try root.write(record.warnings.map(Self.storable), to: "warnings") }
    try root.write(provenance.toolVersion, to: "tool_version")
    if let commit = provenance.commit { try root.write(commit, to: "commit") }
    if let sources = provenance.sources { try root.write(sources, to: "sources") }
    if let version = provenance.torchVersion { try root.write(version, to: "torch_version") }
    try root.write(provenance.device, to: "device")
    try root.write(provenance.startedAt, to: "started_at")
    try root.write(provenance.endedAt, to: "ended_at")
    for (phase, seconds) in provenance.secondsByPhase.sorted(by: { $0.key < $1.key }) {
      try root.write(seconds, to: "seconds_\(phase)")
    }
    if let peak = provenance.peakMemory {
      try root.write(peak.bytes, to: "peak_memory_bytes")
      try root.write(peak.place.rawValue, to: "peak_memory_of")
    }
  }

  private func write(_ epochs: [EpochRecord], into group: Group) throws {
    try group.write(epochs.map(\.epoch), to: "epoch").describe(.epoch)
    try group.write(epochs.map(\.loss), to: "loss").describe(.epoch)
    try group.write(epochs.map { $0.learningRate ?? .nan }, to: "learning_rate").describe(.epoch)
    try group.write(epochs.map(\.seconds), to: "seconds").describe(.epoch, in: .seconds)
    try write(epochs.map(\.selection), into: group)
    try writeLosses(of: epochs, into: group.createGroup("losses"))
    let tested = epochs.filter { $0.test != nil }
    if !tested.isEmpty {
      let test = try group.createGroup("test")
      try test.write(tested.map(\.epoch), to: "epoch").describe(.epoch)
      try write(tested.map(\.test), into: test)
    }
    try writeSimilarities(of: epochs, into: group)
  }

  /// A column for each metric that any row knows.
  private func write(_ rows: [MetricValues?], into group: Group) throws {
    for metric in Metric.measured {
      let column = rows.map { $0?[metric] }
      guard column.contains(where: { $0 != nil }) else { continue }
      try group.write(column.map { $0 ?? .nan }, to: metric.rawValue).describe(.epoch, in: metric.unit.stored)
    }
  }

  /// The histograms of the epochs that have them; no group where there are none.
  private func writeSimilarities(of epochs: [EpochRecord], into parent: Group) throws {
    let measured = epochs.compactMap { epoch in epoch.similarities.map { (epoch.epoch, $0) } }
    guard let binCount = measured.first?.1.positives.count else { return }
    guard measured.allSatisfy({ [$0.1.positives.count, $0.1.negatives.count] == [binCount, binCount] }) else {
      throw invalid("/epochs/similarity", "histograms have different numbers of bins")
    }
    let group = try parent.createGroup("similarity")
    try group.write(measured.map(\.0), to: "epoch").describe(.epoch)
    for (name, counts) in [
      ("positive", measured.flatMap(\.1.positives)), ("negative", measured.flatMap(\.1.negatives)),
    ] {
      try group.write(counts, shape: [measured.count, binCount], to: name, compression: compression)
        .describe(.epoch, .bin)
    }
  }

  /// One column per loss term; the order of the terms and the epochs without a term are attributes.
  private func writeLosses(of epochs: [EpochRecord], into group: Group) throws {
    var names: [String] = []
    for term in epochs.flatMap(\.losses) where !names.contains(term.name) {
      names.append(try checked(term.name, in: group.path))
    }
    try group.attributes.write(names, to: "names")
    for name in names {
      let column = epochs.map { epoch in epoch.losses.first { $0.name == name }?.value }
      let dataset = try group.write(column.map { $0 ?? .nan }, to: name)
      try dataset.describe(.epoch)
      let absent = zip(epochs, column).filter { $0.1 == nil }.map(\.0.epoch)
      if !absent.isEmpty { try dataset.attributes.write(absent, to: "absent_epochs") }
    }
  }

  private func write(_ checkpoint: CheckpointRecord, into group: Group, keepsEmbeddings: Bool) throws {
    try group.attributes.write(checkpoint.epoch, to: "epoch")
    for direction in RetrievalDirection.allCases {
      try write(
        checkpoint[direction], of: direction == .textToImage ? .query : .gallery,
        into: group.createGroup(layout.group(direction)))
    }
    guard keepsEmbeddings, let heads = checkpoint.embeddings else { return }
    let embeddings = try group.createGroup("embeddings")
    try write(heads.names, into: embeddings)
    for head in heads {
      let headGroup = try embeddings.createGroup(head.name)
      for (side, matrix, axis) in [("text", head.value.text, StoredAxis.query), ("image", head.value.image, .gallery)] {
        try headGroup.write(
          matrix.values,
          shape: [matrix.rows, matrix.columns],
          to: side,
          compression: compression,
          precision: options.precision == .float16 ? .half : .full
        ).describe(axis, .dimension)
      }
    }
  }

  private func write(_ direction: DirectionRecord, of axis: StoredAxis, into group: Group) throws {
    for metric in Metric.allCases {
      if let value = direction.metrics[metric] { try group.attributes.write(value, to: metric.rawValue) }
    }
    for (metric, range) in direction.tieRanges.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
      let name = metric.rawValue
      try group.attributes.write(range.lowest, to: "\(name)_lowest")
      try group.attributes.write(range.highest, to: "\(name)_highest")
      try group.attributes.write(range.share, to: "\(name)_tied")
    }
    guard let queries = direction.queries else { return }
    try group.write(queries.firstMatchRanks, to: "first_match_rank", compression: compression).describe(axis)
    for metric in Metric.allCases {
      guard let name = metric.column, let column = queries[metric] else { continue }
      try group.write(column, to: name, compression: compression).describe(axis, in: .one)
    }
  }

  /// The order of heads: HDF5 sorts names.
  private func write(_ heads: [String], into group: Group) throws {
    try group.attributes.write(try heads.map { try checked($0, in: group.path) }, to: "heads")
  }

  private func write(_ selection: SampleSelectionRecord, into selections: Group) throws {
    let group = try selections.createGroup(Self.groupName(epoch: selection.epoch))
    try group.attributes.write(selection.epoch, to: "epoch")
    try write(selection.heads.names, into: group)
    for head in selection.heads {
      try group.write(head.value.losses, to: "losses/\(head.name)", compression: compression).describe(.pair)
      if let probabilities = head.value.cleanProbabilities {
        try group.write(probabilities, to: "p_clean/\(head.name)", compression: compression)
          .describe(.pair, in: .one)
      }
      if let takenAsClean = head.value.takenAsClean {
        try group.write(takenAsClean, to: "\(layout.takenAsClean)/\(head.name)", compression: compression)
          .describe(.pair)
      }
    }
    try group.write(selection.treatedAsClean, to: "treated_as_clean", compression: compression).describe(.pair)
  }

  /// Beside the selection of the same epoch: the consensus as attributes, each head as a group of the same attributes.
  private func write(_ quality: SampleSelectionQualityRecord, into selections: Group) throws {
    let name = Self.groupName(epoch: quality.epoch)
    let group = try selections.kind(of: name) == nil ? selections.createGroup(name) : selections.group(name)
    if try !group.attributes.contains("epoch") { try group.attributes.write(quality.epoch, to: "epoch") }
    let consensus = try group.createGroup("quality")
    try write(quality.consensus, to: consensus.attributes)
    try write(quality.heads.names, into: consensus)
    for head in quality.heads { try write(head.value, to: consensus.createGroup(head.name).attributes) }
  }

  private func write(_ quality: SampleSelectionQuality, to attributes: Attributes) throws {
    try attributes.write(quality.keptClean, to: "kept_clean")
    try attributes.write(quality.keptNoisy, to: "kept_noisy")
    try attributes.write(quality.droppedClean, to: "dropped_clean")
    try attributes.write(quality.droppedNoisy, to: "dropped_noisy")
    let shares = [
      ("precision", quality.precision), ("recall", quality.recall), ("f1", quality.f1), ("accuracy", quality.accuracy),
      ("auc", quality.auc), ("loss_auc", quality.lossAUC),
    ]
    for case (let name, let value?) in shares { try attributes.write(value, to: name) }
  }

  private static func groupName(epoch: Int) -> String {
    let number = String(epoch)
    return "epoch_" + String(repeating: "0", count: max(0, 3 - number.count)) + number
  }

  /// A name that becomes a single link.
  private func checked(_ name: String, in parent: String) throws -> String {
    guard !name.isEmpty, name != ".", !name.contains("/"), !name.contains("\0") else {
      throw invalid(parent, "\(name.debugDescription) cannot be the name of a dataset or group")
    }
    return name
  }

  /// HDF5 strings end at a NUL.
  private static func storable(_ text: String) -> String { text.replacing("\0", with: "\u{FFFD}") }

  private func invalid(_ object: String, _ reason: String) -> ResultStoreError {
    .invalid(file: file, object: object, reason: reason)
  }
}

extension MetricUnit {
  /// What arrays of the metric say they are in.
  fileprivate var stored: StoredUnit { self == .percent ? .percent : .one }
}
