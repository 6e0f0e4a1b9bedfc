import BenchCore
import Foundation
import HDF5

/// Lays out one record as groups, datasets and attributes.
struct RunWriter {
  let record: RunRecord
  let options: StorageOptions
  /// The target, for error messages.
  let file: String

  private var compression: Compression? { options.compressionLevel.map { Compression(level: $0) } }

  func write(into root: Group) throws {
    try writeAttributes(of: root.attributes)
    try writeEpochs(into: root.createGroup("epochs"))
    if let best = record.best {
      try write(best, into: root.createGroup("best"), keepsEmbeddings: [.both, .best].contains(options.embeddings))
    }
    if let last = record.last {
      try write(last, into: root.createGroup("last"), keepsEmbeddings: [.both, .last].contains(options.embeddings))
    }
    try root.write(record.queryIdentities, to: "test/query_pids", compression: compression)
    try root.write(record.galleryIdentities, to: "test/gallery_pids", compression: compression)
    try root.write(record.galleryFiles.map(Self.storable), to: "test/gallery_files", compression: compression)
    try root.write(record.noiseSourceIndices, to: "noise/index", compression: compression)
    try root.write(record.noiseIsClean, to: "noise/is_clean", compression: compression)
    let divisions = try root.createGroup("division")
    for division in record.divisions { try write(division, into: divisions) }
    for quality in record.divisionQualities { try write(quality, into: divisions) }
  }

  private func writeAttributes(of root: Attributes) throws {
    let spec = record.spec
    let provenance = record.provenance
    try root.write(ResultStore.schema, to: "schema")
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
    try root.write(provenance.toolVersion, to: "tool_version")
    try root.write(provenance.commit, to: "commit")
    try root.write(provenance.torchVersion, to: "torch_version")
    try root.write(provenance.device, to: "device")
    try root.write(provenance.startedAt, to: "started_at")
    try root.write(provenance.endedAt, to: "ended_at")
    for (phase, seconds) in provenance.secondsByPhase.sorted(by: { $0.key < $1.key }) {
      try root.write(seconds, to: "seconds_\(phase)")
    }
  }

  private func writeEpochs(into group: Group) throws {
    let epochs = record.epochs
    try group.write(epochs.map(\.epoch), to: "epoch")
    try group.write(epochs.map(\.loss), to: "loss")
    try group.write(epochs.map(\.learningRate), to: "learning_rate")
    try group.write(epochs.map(\.seconds), to: "seconds")
    for (index, metric) in RetrievalMetrics(r1: 0, r5: 0, r10: 0, map: 0, minp: 0).named.enumerated() {
      try group.write(epochs.map { $0.selection.named[index].value }, to: metric.name)
    }
    try writeLosses(into: group.createGroup("losses"))
    try writeTest(into: group)
    try writeSimilarities(into: group)
  }

  /// The test metrics of the epochs that have them; no group where there are none.
  private func writeTest(into epochs: Group) throws {
    let measured = record.epochs.compactMap { epoch in epoch.test.map { (epoch.epoch, $0) } }
    guard !measured.isEmpty else { return }
    let group = try epochs.createGroup("test")
    try group.write(measured.map(\.0), to: "epoch")
    for (index, metric) in measured[0].1.named.enumerated() {
      try group.write(measured.map { $0.1.named[index].value }, to: metric.name)
    }
  }

  /// The histograms of the epochs that have them; no group where there are none.
  private func writeSimilarities(into epochs: Group) throws {
    let measured = record.epochs.compactMap { epoch in epoch.similarities.map { (epoch.epoch, $0) } }
    guard let binCount = measured.first?.1.positives.count else { return }
    guard measured.allSatisfy({ [$0.1.positives.count, $0.1.negatives.count] == [binCount, binCount] }) else {
      throw invalid("/epochs/similarity", "histograms have different numbers of bins")
    }
    let group = try epochs.createGroup("similarity")
    try group.write(measured.map(\.0), to: "epoch")
    for (name, counts) in [
      ("positive", measured.flatMap(\.1.positives)), ("negative", measured.flatMap(\.1.negatives)),
    ] {
      try group.write(counts, shape: [measured.count, binCount], to: name, compression: compression)
    }
  }

  /// One column per loss term; the order of the terms and the epochs without a term are attributes.
  private func writeLosses(into group: Group) throws {
    var names: [String] = []
    for term in record.epochs.flatMap(\.losses) where !names.contains(term.name) {
      names.append(try checked(term.name, in: group.path))
    }
    try group.attributes.write(names, to: "names")
    for name in names {
      let column = record.epochs.map { epoch in epoch.losses.first { $0.name == name }?.value }
      let dataset = try group.write(column.map { $0 ?? .nan }, to: name)
      let absent = zip(record.epochs, column).filter { $0.1 == nil }.map(\.0.epoch)
      if !absent.isEmpty { try dataset.attributes.write(absent, to: "absent_epochs") }
    }
  }

  private func write(_ checkpoint: CheckpointRecord, into group: Group, keepsEmbeddings: Bool) throws {
    try group.attributes.write(checkpoint.epoch, to: "epoch")
    let textToImage = try group.createGroup("t2i")
    try write(checkpoint.textToImage, to: textToImage.attributes)
    try write(checkpoint.textQueries, into: textToImage)
    let imageToText = try group.createGroup("i2t")
    try write(checkpoint.imageToText, to: imageToText.attributes)
    try write(checkpoint.imageQueries, into: imageToText)
    let embeddings = try group.createGroup("embeddings")
    guard keepsEmbeddings else { return }
    for (name, head) in checkpoint.embeddings.sorted(by: { $0.key < $1.key }) {
      let headGroup = try embeddings.createGroup(try checked(name, in: embeddings.path))
      for (side, matrix) in [("text", head.text), ("image", head.image)] {
        try headGroup.write(
          matrix.values,
          shape: [matrix.rows, matrix.columns],
          to: side,
          compression: compression,
          precision: options.precision == .float16 ? .half : .full
        )
      }
    }
  }

  private func write(_ queries: QueryRecord, into group: Group) throws {
    try group.write(queries.firstMatchRanks, to: "first_match_rank", compression: compression)
    try group.write(queries.averagePrecisions, to: "average_precision", compression: compression)
    try group.write(queries.inverseNegativePenalties, to: "inverse_negative_penalty", compression: compression)
  }

  private func write(_ metrics: RetrievalMetrics, to attributes: Attributes) throws {
    for metric in metrics.named { try attributes.write(metric.value, to: metric.name) }
    try attributes.write(metrics.rSum, to: "rsum")
  }

  private func write(_ division: DivisionRecord, into divisions: Group) throws {
    let group = try divisions.createGroup(Self.divisionName(epoch: division.epoch))
    try group.attributes.write(division.epoch, to: "epoch")
    for (name, columns) in [("losses", division.losses), ("p_clean", division.cleanProbabilities)] {
      let heads = try group.createGroup(name)
      for (head, values) in columns.sorted(by: { $0.key < $1.key }) {
        try heads.write(values, to: try checked(head, in: heads.path), compression: compression)
      }
    }
    let judged = try group.createGroup("judged_clean")
    for (head, values) in division.judgedClean.sorted(by: { $0.key < $1.key }) {
      try judged.write(values, to: try checked(head, in: judged.path), compression: compression)
    }
    try group.write(division.treatedAsClean, to: "treated_as_clean", compression: compression)
  }

  /// Beside the division of the same epoch: the consensus as attributes, each head as a group of the same attributes.
  private func write(_ quality: DivisionQualityRecord, into divisions: Group) throws {
    let name = Self.divisionName(epoch: quality.epoch)
    let group = try divisions.kind(of: name) == nil ? divisions.createGroup(name) : divisions.group(name)
    if try !group.attributes.contains("epoch") { try group.attributes.write(quality.epoch, to: "epoch") }
    let consensus = try group.createGroup("quality")
    try write(quality.consensus, to: consensus.attributes)
    for (head, quality) in quality.heads.sorted(by: { $0.key < $1.key }) {
      try write(quality, to: consensus.createGroup(try checked(head, in: consensus.path)).attributes)
    }
  }

  private func write(_ quality: DivisionQuality, to attributes: Attributes) throws {
    try attributes.write(quality.keptClean, to: "kept_clean")
    try attributes.write(quality.keptNoisy, to: "kept_noisy")
    try attributes.write(quality.droppedClean, to: "dropped_clean")
    try attributes.write(quality.droppedNoisy, to: "dropped_noisy")
    let shares = [
      ("precision", quality.precision), ("recall", quality.recall), ("f1", quality.f1), ("accuracy", quality.accuracy),
      ("auc", quality.area), ("loss_auc", quality.lossArea),
    ]
    for case (let name, let value?) in shares { try attributes.write(value, to: name) }
  }

  private static func divisionName(epoch: Int) -> String {
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
