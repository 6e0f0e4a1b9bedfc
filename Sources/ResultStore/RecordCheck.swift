import BenchCore
import Foundation

/// Whether what a result file says can be said of a run: values that no run has end in an error of that file, before
/// anything computes with them.
///
/// Losses may be infinite or NaN, but no number beyond `largest`, whose squares and sums leave the range of doubles. What
/// an external method printed of its epochs is not judged: no result is lost for it.
struct RecordCheck {
  /// The file, for messages.
  let file: String
  /// The layout of the file.
  let layout: FileLayout

  private static let largest = 1e30
  private static let largestCount = 1 << 31
  /// The years 1 to 9999, which are all that dates are written for.
  private static let times = -62_135_596_800.0...253_402_300_799

  /// Throws `ResultStoreError.invalid` with the object for the first value that is not possible.
  func check(_ record: RunRecord) throws {
    try check(record.spec)
    try check(record.provenance)
    for name in CheckpointName.allCases {
      if let checkpoint = record[name] { try check(checkpoint, at: "/\(name.rawValue)", record.test) }
    }
    if let test = record.test { try check(test) }
    if let epochs = record.epochs { try check(epochs, isExternal: record.spec.setup == nil) }
    if let noise = record.noise { try check(noise) }
    try check(record.sampleSelections ?? [], pairs: record.noise?.isClean.count)
    try check(record.selectionQualities ?? [])
  }

  // MARK: - Specification and circumstances

  private func check(_ spec: RunSpec) throws {
    try require((0...1).contains(spec.noise.rate), "/@spec", spec.noise.rate, "a noise rate of 0 to 1")
    if let recipe = spec.recipe {
      for (name, value) in [
        ("epochs", recipe.epochs), ("batchSize", recipe.batchSize), ("warmupEpochs", recipe.warmupEpochs),
      ] { try require((0...Self.largestCount).contains(value), "/@spec", value, "\(name) of 0 to 2^31") }
    }
    try checkNumbers(in: JSONDecoder().decode(JSONValue.self, from: spec.canonicalJSON()))
  }

  private func checkNumbers(in value: JSONValue) throws {
    switch value {
    case .number(let number):
      try require(abs(number) <= Self.largest, "/@spec", number, "numbers up to \(Self.largest)")
    case .array(let values): for value in values { try checkNumbers(in: value) }
    case .object(let values): for value in values.values { try checkNumbers(in: value) }
    case .string, .bool, .null: break
    }
  }

  private func check(_ provenance: RunProvenance) throws {
    for (name, time) in [("started_at", provenance.startedAt), ("ended_at", provenance.endedAt)] {
      try require(Self.times.contains(time), "/@\(name)", time, "a time of the years 1 to 9999")
    }
    for (phase, seconds) in provenance.secondsByPhase {
      try require(abs(seconds) <= Self.largest, "/@seconds_\(phase)", seconds, "a number of seconds")
    }
  }

  // MARK: - Checkpoints

  private func check(_ checkpoint: CheckpointRecord, at path: String, _ test: TestSplitRecord?) throws {
    try require((0...Self.largestCount).contains(checkpoint.epoch), "\(path)@epoch", checkpoint.epoch, "an epoch")
    for direction in RetrievalDirection.allCases {
      let place = "\(path)/\(layout.group(direction))"
      try check(checkpoint[direction].metrics) { "\(place)@\($0.rawValue)" }
      for (metric, range) in checkpoint[direction].tieRanges {
        let (name, largest) = ("\(place)@\(metric.rawValue)", metric.parts.isEmpty ? 100.0 : 300)
        let bounds = metric.unit == .percent ? -1e-6...largest + 1e-6 : -Self.largest...Self.largest
        for (end, value) in [("lowest", range.lowest), ("highest", range.highest)] {
          try require(bounds.contains(value), "\(name)_\(end)", value, "\(metric.title) of 0 to \(largest)")
        }
        try require((0...1).contains(range.share), "\(name)_tied", range.share, "a share of 0 to 1")
      }
      guard let queries = checkpoint[direction].queries else { continue }
      let (count, gallerySize) = sizes(of: test, direction)
      // Files of schema 1 have no columns of images as queries.
      try require(
        count == nil || queries.count == count || queries.count == 0, "\(place)/first_match_rank", queries.count,
        "as many ranks as queries (\(count ?? 0))")
      try check(queries, at: place, gallerySize: gallerySize)
    }
    for head in checkpoint.embeddings ?? [:] {
      let place = "\(path)/embeddings/\(head.name)"
      let (text, image) = (head.value.text, head.value.image)
      if let test {
        try require(
          text.rows == test.queryIdentities.count, "\(place)/text", text.rows,
          "as many rows as queries (\(test.queryIdentities.count))")
        try require(
          image.rows == test.galleryIdentities.count, "\(place)/image", image.rows,
          "as many rows as gallery images (\(test.galleryIdentities.count))")
      }
      try require(text.columns == image.columns, "\(place)/image", image.columns, "the width of text (\(text.columns))")
    }
  }

  private func sizes(of test: TestSplitRecord?, _ direction: RetrievalDirection) -> (queries: Int?, gallery: Int) {
    guard let test else { return (nil, Self.largestCount) }
    let (captions, images) = (test.queryIdentities.count, test.galleryIdentities.count)
    return direction == .textToImage ? (captions, images) : (images, captions)
  }

  private func check(_ metrics: MetricValues, at place: (Metric) -> String) throws {
    for metric in Metric.measured {
      guard let value = metrics[metric] else { continue }
      // What rounding can make of a mean of ones.
      let range = metric.unit == .percent ? -1e-6...100 + 1e-6 : -Self.largest...Self.largest
      try require(range.contains(value), place(metric), value, "\(metric.title) of 0 to 100")
    }
  }

  private func check(_ queries: QueryOutcomes, at place: String, gallerySize: Int) throws {
    for rank in queries.firstMatchRanks {
      try require((0...gallerySize).contains(rank), "\(place)/first_match_rank", rank, "ranks of 0 to \(gallerySize)")
    }
    for metric in Metric.allCases {
      guard let name = metric.column, metric.unit == .percent else { continue }
      for value in queries[metric] ?? [] {
        try require((0...1 + 1e-9).contains(value), "\(place)/\(name)", value, "numbers of 0 to 1")
      }
    }
  }

  private func check(_ test: TestSplitRecord) throws {
    guard let files = test.galleryFiles else { return }
    let count = test.galleryIdentities.count
    try require(files.count == count, "/test/gallery_files", files.count, "as many files as gallery images (\(count))")
  }

  // MARK: - Training

  private func check(_ epochs: [EpochRecord], isExternal: Bool) throws {
    var previous = 0
    for epoch in epochs {
      let isNext = epoch.epoch > previous && epoch.epoch <= Self.largestCount
      try require(isNext, "/epochs/epoch", epoch.epoch, "a later epoch than \(previous)")
      previous = epoch.epoch
      if !isExternal {
        try requirePlain(epoch.loss, "/epochs/loss")
        try requirePlain(epoch.learningRate, "/epochs/learning_rate")
        try require(abs(epoch.seconds) <= Self.largest, "/epochs/seconds", epoch.seconds, "a number of seconds")
        for loss in epoch.losses { try requirePlain(loss.value, "/epochs/losses/\(loss.name)") }
        for (group, metrics) in [("/epochs", epoch.selection), ("/epochs/test", epoch.test)] {
          if let metrics { try check(metrics) { "\(group)/\($0.rawValue)" } }
        }
      }
      if let similarities = epoch.similarities {
        try check(similarities.positives, "/epochs/similarity/positive")
        try check(similarities.negatives, "/epochs/similarity/negative")
      }
    }
  }

  private func check(_ counts: [Int], _ place: String) throws {
    try require((1...1 << 12).contains(counts.count), place, counts.count, "1 to 4096 bins")
    for count in counts { try require((0...1 << 50).contains(count), place, count, "counts of pairs") }
  }

  private func check(_ noise: NoiseRecord) throws {
    for index in noise.sourceIndices {
      try require(noise.isClean.indices.contains(index), "/noise/index", index, "0 to \(noise.isClean.count - 1)")
    }
  }

  // MARK: - Selected samples

  private var selections: String { "/\(layout.selections)" }

  private func check(_ records: [SampleSelectionRecord], pairs: Int?) throws {
    try checkEpochs(records.map(\.epoch))
    for record in records {
      let place = "\(selections) before epoch \(record.epoch)"
      let count = record.treatedAsClean.count
      try require(pairs == nil || count == pairs, "\(place): treated_as_clean", count, "one value for each pair")
      for head in record.heads {
        for loss in head.value.losses { try requirePlain(Double(loss), "\(place): losses/\(head.name)") }
        for value in head.value.cleanProbabilities ?? [] {
          let isShare = value.isNaN || (-1e-5...1 + 1e-5).contains(value)
          try require(isShare, "\(place): p_clean/\(head.name)", value, "probabilities of 0 to 1")
        }
      }
    }
  }

  private func check(_ records: [SampleSelectionQualityRecord]) throws {
    try checkEpochs(records.map(\.epoch))
    for record in records {
      let place = "\(selections) before epoch \(record.epoch): quality"
      try check(record.consensus, place)
      for head in record.heads { try check(head.value, "\(place)/\(head.name)") }
    }
  }

  private func check(_ quality: SampleSelectionQuality, _ place: String) throws {
    for (name, count) in [
      ("kept_clean", quality.keptClean), ("kept_noisy", quality.keptNoisy), ("dropped_clean", quality.droppedClean),
      ("dropped_noisy", quality.droppedNoisy),
    ] { try require((0...Self.largestCount).contains(count), "\(place)@\(name)", count, "a count of pairs") }
    for (name, area) in [("auc", quality.auc), ("loss_auc", quality.lossAUC)] {
      guard let area, !area.isNaN else { continue }
      try require((-1e-9...1 + 1e-9).contains(area), "\(place)@\(name)", area, "an area of 0 to 1")
    }
  }

  /// Epochs come sorted; each is there once.
  private func checkEpochs(_ epochs: [Int]) throws {
    var previous = -1
    for epoch in epochs {
      let isNext = epoch > previous && epoch <= Self.largestCount
      try require(isNext, selections, epoch, "a later epoch than \(previous)")
      previous = epoch
    }
  }

  // MARK: - Messages

  private func requirePlain(_ value: Double?, _ object: String) throws {
    guard let value, value.isFinite else { return }
    try require(abs(value) <= Self.largest, object, value, "numbers up to \(Self.largest)")
  }

  private func require(
    _ condition: Bool, _ object: String, _ found: @autoclosure () -> some Any, _ expected: @autoclosure () -> String
  ) throws {
    guard !condition else { return }
    throw ResultStoreError.invalid(
      file: file, object: object, reason: "expected \(expected()) but found \(found())")
  }
}
