import BenchCore

/// Runs that differ only in their seed: what a cell is the mean of.
struct RunGroup {
  /// The specification that the runs share, with seed 0.
  let spec: RunSpec
  /// Its fields.
  let fields: SpecificationFields
  /// The method's name to show.
  var label: String
  /// Whether the data is a synthetic stand-in.
  var isStandIn: Bool
  /// The runs that finished, by seed.
  var finished: [RunRecord] = []
  /// The seeds whose runs failed.
  var failedSeeds: [UInt64] = []

  init(spec: RunSpec, label: String, isStandIn: Bool) {
    self.spec = spec
    fields = SpecificationFields(spec)
    self.label = label
    self.isStandIn = isStandIn
  }

  /// The files of finished runs that contradict themselves, as far as somebody looked.
  var contradictoryFiles: [String] { finished.compactMap(\.contradictoryFile) }

  /// Whether a command that this tool started trained the runs.
  var isOfCommand: Bool { if case .command = spec.training { true } else { false } }

  /// The groups of `runs`, in an order that does not depend on the order of `runs`.
  ///
  /// Of several records of one specification one counts: a finished one before a failed one, then the latest.
  /// Without `averagesSeeds` every seed is a group of its own.
  static func groups(of runs: [RunRecord], averagesSeeds: Bool = true) -> [RunGroup] {
    let records = counting(runs).mapValues { runs[$0] }
    var groups: [Key: RunGroup] = [:]
    for (key, run) in records.sorted(by: {
      ($0.key.spec.seed, $0.value.signature) < ($1.key.spec.seed, $1.value.signature)
    }) {
      let shared = averagesSeeds ? key.acrossSeeds : key
      groups[shared, default: RunGroup(spec: shared.spec, label: run.label, isStandIn: run.isStandIn)].add(run)
    }
    return groups.values.sorted { ($0.firstSeed, $0.firstSignature) < ($1.firstSeed, $1.firstSignature) }
  }

  /// The cell for one number of the group.
  ///
  /// Seeds that failed are left out of the mean, and the cell is marked; if all did, so did the cell.
  func cell(
    _ metric: Metric,
    _ checkpoint: CheckpointName,
    _ direction: RetrievalDirection,
    precision: Int,
    intervals: ReportIntervals? = nil
  ) -> ReportCell {
    let values = finished.compactMap { $0[checkpoint]?[direction].metrics[metric] }
    guard let statistics = SeedStatistics(values) else { return failedSeeds.isEmpty ? .notRun : .failed }
    var cell = ReportCell.number(
      statistics.mean,
      deviation: statistics.deviation,
      count: statistics.count,
      precision: precision,
      interval: intervals?.interval(of: finished, metric, checkpoint, direction),
      tieRange: tieRange(of: metric, checkpoint, direction)
    )
    if !failedSeeds.isEmpty { cell.marks = [RunNotes.partialMark] }
    if !contradictoryFiles.isEmpty { cell.marks.append(RunNotes.contradictionMark) }
    return cell
  }

  private func tieRange(
    of metric: Metric, _ checkpoint: CheckpointName, _ direction: RetrievalDirection
  ) -> ClosedRange<Double>? {
    Self.tieRange(of: metric, in: finished.compactMap { $0[checkpoint]?[direction] })
  }

  /// The mean over seeds of the ends that a metric's ranges over orders of equal similarities have; `nil` where none has one.
  static func tieRange(of metric: Metric, in records: [DirectionRecord]) -> ClosedRange<Double>? {
    guard records.contains(where: { $0.tieRanges[metric] != nil }) else { return nil }
    let ends = records.compactMap { record in
      record.metrics[metric].map { value in
        record.tieRanges[metric].map { ($0.lowest, $0.highest) } ?? (value, value)
      }
    }
    guard let lowest = SeedStatistics(ends.map(\.0))?.mean, let highest = SeedStatistics(ends.map(\.1))?.mean else {
      return nil
    }
    return min(lowest, highest)...max(lowest, highest)
  }

  /// What a run is: runs of one key repeat each other.
  struct Key: Hashable {
    var spec: RunSpec
    var isStandIn: Bool

    init(_ run: RunRecord, _ images: KnownImages) {
      spec = images.completed(run.spec.withoutIdleNoise)
      isStandIn = run.isStandIn
    }

    /// What runs of several seeds share, which are averaged.
    var acrossSeeds: Key {
      var key = self
      key.spec.seed = 0
      return key
    }
  }

  /// The place of the run that counts, of each key.
  private static func counting(_ runs: [RunRecord]) -> [Key: Int] {
    let images = KnownImages(in: runs)
    return runs.indices.reduce(into: [:]) { places, place in
      let key = Key(runs[place], images)
      if let other = places[key], !supersedes(runs[place], runs[other]) { return }
      places[key] = place
    }
  }

  /// The places of runs that do not count, as in `groups(of:)`, with that of the run that does instead.
  static func superseded(among runs: [RunRecord]) -> [Int: Int] {
    let (images, counting) = (KnownImages(in: runs), counting(runs))
    return runs.indices.reduce(into: [:]) { found, place in
      if let other = counting[Key(runs[place], images)], other != place { found[place] = other }
    }
  }

  private var firstSeed: UInt64 { min(finished.first?.spec.seed ?? .max, failedSeeds.first ?? .max) }
  private var firstSignature: String { finished.first?.signature ?? "" }

  private mutating func add(_ run: RunRecord) {
    switch run.outcome {
    case .finished: finished.append(run)
    case .failed: failedSeeds.append(run.spec.seed)
    }
  }

  private static func supersedes(_ run: RunRecord, _ other: RunRecord) -> Bool {
    switch (run.outcome, other.outcome) {
    case (.finished, .failed): true
    case (.failed, .finished): false
    default:
      (run.provenance.endedAt, run.signature) > (other.provenance.endedAt, other.signature)
    }
  }
}

extension RunSpec {
  /// The specification with injector and noise seed set aside where the rate is 0 and they do nothing.
  var withoutIdleNoise: RunSpec {
    guard noise.rate == 0 else { return self }
    var spec = self
    spec.noise.injector = ""
    spec.noise.seed = 0
    return spec
  }
}
